package io.litestack.db.internal.jdbc.value;

import io.litestack.core.spi.sql.SqlText;
import io.litestack.core.spi.sql.SqlTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Calendar;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A value set for a placeholder, as it is stored: times of all kinds become the texts that the rest of Litestack writes. */
public final class JdbcValue {
    private static final String PLACEHOLDER = "the value of placeholder";

    private JdbcValue() {}

    /**
     * Returns what is stored.
     *
     * @return a String, a byte[], a Long, an Integer, a Double, or null
     * @throws IllegalArgumentException if SQLite cannot store it
     */
    public static @Nullable Object stored(@Nullable Object value, int index, @Nullable Calendar calendar) {
        if (value == null || value instanceof byte[] || value instanceof Long || value instanceof Integer) {
            return value;
        } else if (value instanceof String text) {
            return SqlText.storable(text, PLACEHOLDER, index);
        } else if (value instanceof Double || value instanceof Float) {
            return SqlText.storable(((Number) value).doubleValue(), PLACEHOLDER, index);
        } else if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        } else if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        return SqlText.storable(text(value, calendar), PLACEHOLDER, index);
    }

    private static String text(Object value, @Nullable Calendar calendar) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        } else if (value instanceof UUID || value instanceof BigInteger) {
            return value.toString();
        } else if (value instanceof BigDecimal number) {
            return number.toString();
        }
        return SqlTime.text(JdbcTimes.stored(value, calendar)).orElseGet(value::toString);
    }
}
