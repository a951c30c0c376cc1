package io.litestack.db.internal;

import io.litestack.core.spi.sql.SqlTime;
import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Calendar;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value set for a placeholder: how it was set, and with what. Times of all kinds become the texts that the rest of Litestack
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
        Calendar calendar = arguments.length > 2 && arguments[2] instanceof Calendar given ? given : null;
        Object stored = value == null ? null : stored(value, calendar);
        return stored == value && calendar == null
                ? new JdbcValue(setter, arguments)
                : new JdbcValue(null, new Object[] {arguments[0], stored});
    }

    private static Object stored(Object value, @Nullable Calendar calendar) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return value instanceof UUID
                ? value.toString()
                : SqlTime.text(JdbcTimes.stored(value, calendar))
                        .<Object>map(it -> it)
                        .orElse(value);
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
