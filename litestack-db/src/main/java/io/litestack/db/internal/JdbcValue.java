package io.litestack.db.internal;

import io.litestack.core.spi.SqlTime;
import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value set for a placeholder: how it was set, and with what. Times of all kinds become the texts that the rest of the house
 * writes, where the driver would store numbers or refuse them.
 */
final class JdbcValue {
    private final @Nullable Method setter;
    private final @Nullable Object[] arguments;

    private JdbcValue(@Nullable Method setter, @Nullable Object[] arguments) {
        this.setter = setter;
        this.arguments = arguments;
    }

    static JdbcValue of(Method setter, @Nullable Object[] arguments) {
        Object value = arguments.length > 1 ? arguments[1] : null;
        Object stored = value == null ? null : stored(value);
        return stored == value
                ? new JdbcValue(setter, arguments)
                : new JdbcValue(null, new Object[] {arguments[0], stored});
    }

    private static Object stored(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return value instanceof UUID
                ? value.toString()
                : SqlTime.text(modern(value)).<Object>map(it -> it).orElse(value);
    }

    /** The java.time value of an older class, or of one with an offset. */
    @SuppressWarnings("JavaUtilDate") // whoever still has one must be able to store it
    private static Object modern(Object value) {
        if (value instanceof Timestamp timestamp) {
            return timestamp.toInstant();
        } else if (value instanceof java.sql.Date date) {
            return date.toLocalDate();
        } else if (value instanceof Time time) {
            return time.toLocalTime();
        } else if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        } else if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        return value instanceof ZonedDateTime time ? time.toInstant() : value;
    }

    void bind(PreparedStatement statement, int index) throws SQLException {
        if (setter == null) {
            statement.setObject(index, arguments[1]);
            return;
        }
        try {
            JdbcProxy.pass(statement, setter, arguments);
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new SQLException("cannot set parameter " + index + ": " + e, e);
        }
    }
}
