package io.litestack.db.internal;

import io.litestack.db.internal.row.Conversion;
import java.lang.reflect.Method;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Rows, whose end is the end of what they were read in. */
final class JdbcResult extends JdbcProxy<ResultSet> {
    /** Closes the rows when the user does, and ends what they were read in, also if that fails. */
    @FunctionalInterface
    interface Ending {
        void close(JdbcResult result) throws SQLException;
    }

    private final JdbcConnection connection;
    private final @Nullable Statement statement;
    private final ResultSet target;
    private final Ending ending;

    JdbcResult(JdbcConnection connection, @Nullable Statement statement, ResultSet target, Ending ending) {
        super(ResultSet.class);
        this.connection = connection;
        this.statement = statement;
        this.target = target;
        this.ending = ending;
    }

    void closeTarget() throws SQLException {
        target.close();
    }

    @Override
    @Nullable
    Object call(Method method, @Nullable Object[] arguments) throws Throwable {
        synchronized (connection) {
            return switch (method.getName()) {
                case "close" -> close();
                case "getStatement" -> statement;
                case "getTimestamp" -> time(arguments, Timestamp.class, JdbcTimes::timestamp);
                case "getDate" -> time(arguments, Date.class, JdbcTimes::date);
                case "getTime" -> time(arguments, Time.class, JdbcTimes::time);
                case "getObject" ->
                    arguments.length == 2 && arguments[1] instanceof Class<?> type
                            ? valueOf(arguments[0], type)
                            : pass(target, method, arguments);
                default -> pass(target, method, arguments);
            };
        }
    }

    private @Nullable Object close() throws SQLException {
        ending.close(this);
        return null;
    }

    /** A column as a time on the wall; the last argument may be the calendar whose zone that is in. */
    private @Nullable Object time(
            @Nullable Object[] arguments,
            Class<?> type,
            BiFunction<Object, @Nullable Calendar, @Nullable Object> reader)
            throws SQLException {
        Object column = arguments[0];
        Calendar calendar = arguments.length > 1 && arguments[1] instanceof Calendar given ? given : null;
        Object stored = stored(column);
        return stored == null ? null : time(stored, column, type, it -> reader.apply(it, calendar));
    }

    private static Object time(Object stored, @Nullable Object column, Class<?> type, Conversion reader)
            throws SQLException {
        return reader.of(stored, () -> "column " + column, type);
    }

    /** A column as a type, without loss. */
    private @Nullable Object valueOf(@Nullable Object column, Class<?> type) throws SQLException {
        Object stored = stored(column);
        if (stored == null) {
            return null;
        } else if (type == Timestamp.class || type == java.util.Date.class) {
            return time(stored, column, type, it -> JdbcTimes.timestamp(it, null));
        } else if (type == Date.class) {
            return time(stored, column, type, it -> JdbcTimes.date(it, null));
        } else if (type == Time.class) {
            return time(stored, column, type, it -> JdbcTimes.time(it, null));
        } else if (type == OffsetDateTime.class) {
            return ((Instant) converted(stored, column, Instant.class)).atOffset(ZoneOffset.UTC);
        } else if (type == LocalDate.class && stored instanceof String text && text.length() > 10) {
            return converted(text.substring(0, 10), column, type);
        }
        return converted(stored, column, type);
    }

    private @Nullable Object stored(@Nullable Object column) throws SQLException {
        return column instanceof String label
                ? target.getObject(label)
                : target.getObject((Integer) Objects.requireNonNull(column));
    }

    private static Object converted(Object stored, @Nullable Object column, Class<?> type) throws SQLException {
        Conversion conversion =
                Conversion.to(type).orElseThrow(() -> new SQLException("no column can become a " + type.getName()));
        return conversion.of(stored, () -> "column " + column, type);
    }

    @Override
    public String toString() {
        return "ResultSet of " + statement;
    }
}
