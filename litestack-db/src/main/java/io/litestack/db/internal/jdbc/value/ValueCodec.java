package io.litestack.db.internal.jdbc.value;

import io.litestack.db.DateStorage;

/**
 * How the values of one data source are written and read. Immutable.
 *
 * @param writer stores values
 * @param typed stores values that are given with an SQL type
 * @param reader reads them
 */
public record ValueCodec(ValueWriter writer, TypedValues typed, ValueReader reader) {
    /** The codec with which moments are stored in this form. */
    public static ValueCodec of(DateStorage dates) {
        ValueWriter writer = new ValueWriter(dates);
        return new ValueCodec(writer, new TypedValues(writer), new ValueReader(dates));
    }
}
