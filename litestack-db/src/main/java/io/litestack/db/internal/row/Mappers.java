package io.litestack.db.internal.row;

import io.litestack.core.RowMapper;
import org.jspecify.annotations.Nullable;

/** The row mappers of types, made once for each. */
public final class Mappers {
    private static final ClassValue<RowMapper<?>> STRICT = new ClassValue<>() {
        @Override
        protected RowMapper<?> computeValue(Class<?> type) {
            return type.isRecord() ? new RecordMapper<>(new RecordShape(type)) : new ColumnMapper<>(type, false);
        }
    };

    private Mappers() {}

    /**
     * Returns the mapper to a type.
     *
     * @param type the type
     * @param <T> the type
     * @return the mapper, which refuses a NULL as the only column
     */
    @SuppressWarnings("unchecked") // made for this very class
    public static <T> RowMapper<T> of(Class<T> type) {
        return (RowMapper<T>) STRICT.get(type);
    }

    /**
     * Returns the mapper to a type or null.
     *
     * @param type the type
     * @param <T> the type
     * @return the mapper
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // a record's mapper returns no null, which is allowed here
    public static <T> RowMapper<@Nullable T> nullable(Class<T> type) {
        return type.isRecord() ? (RowMapper<@Nullable T>) STRICT.get(type) : new ColumnMapper<>(type, true);
    }
}
