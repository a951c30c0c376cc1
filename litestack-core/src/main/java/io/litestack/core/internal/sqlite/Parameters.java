package io.litestack.core.internal.sqlite;

import io.litestack.core.spi.sql.SqlText;
import io.litestack.core.spi.sql.SqlTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Binds a caller's values, by position or by name. */
final class Parameters {
    /** A value longer than this is not left bound to a kept statement. */
    private static final int LONG_VALUE = 1024;

    private static final String PLACEHOLDER = "the value of placeholder";

    private Parameters() {}

    /**
     * Binds all values.
     *
     * @return whether one of them is long, so that the statement should be cleared after use
     * @throws IllegalArgumentException if their number, a name or a type is wrong
     */
    static boolean bind(PreparedSql statement, @Nullable Object @Nullable [] values) throws SQLException {
        if (values == null) {
            throw new IllegalArgumentException("the values are null; to bind one that is null cast it to Object: \""
                    + SqlGuard.abbreviate(statement.sql) + '"');
        }
        return bindAll(statement, NamedValues.isGiven(values) ? NamedValues.inOrder(statement, values[0]) : values);
    }

    private static boolean bindAll(PreparedSql statement, @Nullable Object[] values) throws SQLException {
        if (values.length != statement.parameters) {
            throw new IllegalArgumentException("the statement has " + statement.parameters + " placeholders, but "
                    + values.length + " values were given: \"" + SqlGuard.abbreviate(statement.sql) + '"');
        }
        boolean hasLong = false;
        for (int i = 0; i < values.length; i++) {
            hasLong |= bind(statement, i + 1, values[i]);
        }
        return hasLong;
    }

    private static boolean bind(PreparedSql prepared, int index, @Nullable Object value) throws SQLException {
        PreparedStatement statement = prepared.jdbc;
        if (value instanceof String text) {
            statement.setString(index, SqlText.storable(text, PLACEHOLDER, index));
            return text.length() > LONG_VALUE;
        } else if (value instanceof Long number) {
            statement.setLong(index, number);
        } else if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            statement.setInt(index, ((Number) value).intValue());
        } else if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
            return bytes.length > LONG_VALUE;
        } else if (value instanceof Double || value instanceof Float) {
            statement.setDouble(index, SqlText.storable(((Number) value).doubleValue(), PLACEHOLDER, index));
        } else if (value instanceof Boolean truth) {
            statement.setInt(index, truth ? 1 : 0);
        } else if (value instanceof Collection<?> collection) {
            return bind(prepared, index, arrayFor(prepared, collection));
        } else {
            return bind(prepared, index, simple(value, index));
        }
        return false;
    }

    private static String arrayFor(PreparedSql statement, Collection<?> values) {
        if (!statement.sql.toLowerCase(Locale.ROOT).contains("json")) {
            throw new IllegalArgumentException(
                    "a collection is bound as one JSON array, but the statement reads none: \""
                            + SqlGuard.abbreviate(statement.sql) + "\"; write: in (select value from json_each(?))");
        }
        return JsonArray.of(values);
    }

    private static @Nullable Object simple(Object value, int index) {
        Object simple = simple(value);
        if (simple == value) {
            throw new IllegalArgumentException(
                    "cannot bind a " + value.getClass().getName() + " to placeholder " + index
                            + ": give a String, a number, a Boolean, a byte[], an enum, a UUID, an Instant or a local date"
                            + " or time, an Optional or a Collection of these, or null; or a map or a record of"
                            + " named values as the only argument");
        }
        return simple;
    }

    /** What SQLite can store of a value of a richer type; the value itself if it needs, or knows, no translation. */
    static @Nullable Object simple(@Nullable Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        } else if (value instanceof Optional<?> optional) {
            return optional.orElse(null);
        } else if (value instanceof UUID || value instanceof BigInteger) {
            return value.toString();
        } else if (value instanceof BigDecimal number) {
            return SqlText.of(number);
        }
        return value == null ? null : SqlTime.text(value).<Object>map(it -> it).orElse(value);
    }
}
