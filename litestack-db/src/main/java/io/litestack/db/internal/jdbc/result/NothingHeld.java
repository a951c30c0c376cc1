package io.litestack.db.internal.jdbc.result;

import io.litestack.db.internal.jdbc.value.ValueReader;

/** The owner of rows that are in memory: nothing ends with them. */
public record NothingHeld(ValueReader values) implements JdbcResultSet.Owner {
    @Override
    public void exhausted(JdbcResultSet result) {
        // nothing was held
    }

    @Override
    public void closed(JdbcResultSet result) {
        // likewise
    }
}
