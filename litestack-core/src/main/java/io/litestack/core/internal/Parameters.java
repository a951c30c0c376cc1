package io.litestack.core.internal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Binds a caller's values by position. */
final class Parameters {
    /** A value longer than this is not left bound to a kept statement. */
    private static final int LONG_VALUE = 1024;

    private Parameters() {}

    /**
     * Binds all values.
     *
     * @return whether one of them is long, so that the statement should be cleared after use
     * @throws IllegalArgumentException if their number or a type is wrong
     */
    static boolean bind(Session.Prepared statement, @Nullable Object @Nullable [] values) throws SQLException {
        if (values == null) {
            throw new IllegalArgumentException("the values are null; to bind one that is null cast it to Object: \""
                    + SqlGuard.abbreviate(statement.sql) + '"');
        }
        if (values.length != statement.parameters) {
            throw new IllegalArgumentException("the statement has " + statement.parameters + " placeholders, but "
                    + values.length + " values were given: \"" + SqlGuard.abbreviate(statement.sql) + '"');
        }
        boolean hasLong = false;
        for (int i = 0; i < values.length; i++) {
            hasLong |= bind(statement.jdbc, i + 1, values[i]);
        }
        return hasLong;
    }

    private static boolean bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value instanceof String text) {
            statement.setString(index, text);
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
            statement.setDouble(index, ((Number) value).doubleValue());
        } else if (value instanceof Boolean truth) {
            statement.setInt(index, truth ? 1 : 0);
        } else if (value instanceof Enum<?> constant) {
            statement.setString(index, constant.name());
        } else {
            throw new IllegalArgumentException(
                    "cannot bind a " + value.getClass().getName() + " to placeholder " + index
                            + ": give a String, a number, a Boolean, a byte[], an enum or null (for a date its text or its"
                            + " milliseconds)");
        }
        return false;
    }
}
