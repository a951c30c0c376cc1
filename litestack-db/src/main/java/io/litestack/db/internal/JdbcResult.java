package io.litestack.db.internal;

import java.lang.reflect.Method;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows, whose end is the end of what they were read in. */
final class JdbcResult extends JdbcProxy<ResultSet> {
    /** Is told when the user closes the rows. */
    @FunctionalInterface
    interface Ending {
        void closed(JdbcResult result) throws SQLException;
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
                case "getTimestamp" ->
                    valueOf(arguments[0], Instant.class) instanceof Instant instant ? Timestamp.from(instant) : null;
                case "getDate" ->
                    valueOf(arguments[0], LocalDate.class) instanceof LocalDate date ? Date.valueOf(date) : null;
                case "getTime" ->
                    valueOf(arguments[0], LocalTime.class) instanceof LocalTime time ? Time.valueOf(time) : null;
                case "getObject" ->
                    arguments.length == 2 && arguments[1] instanceof Class<?> type
                            ? valueOf(arguments[0], type)
                            : pass(target, method, arguments);
                default -> pass(target, method, arguments);
            };
        }
    }

    private @Nullable Object close() throws SQLException {
        closeTarget();
        ending.closed(this);
        return null;
    }

    /** A column as a type, without loss. */
    private @Nullable Object valueOf(@Nullable Object column, Class<?> type) throws SQLException {
        Object stored = column instanceof String label
                ? target.getObject(label)
                : target.getObject((Integer) Objects.requireNonNull(column));
        if (stored == null) {
            return null;
        } else if (type == Timestamp.class) {
            return Timestamp.from((Instant) converted(stored, column, Instant.class));
        } else if (type == OffsetDateTime.class) {
            return ((Instant) converted(stored, column, Instant.class)).atOffset(ZoneOffset.UTC);
        } else if (type == LocalDate.class && stored instanceof String text && text.length() > 10) {
            return converted(text.substring(0, 10), column, type);
        }
        return converted(stored, column, type);
    }

    private static Object converted(Object stored, Object column, Class<?> type) throws SQLException {
        Conversion conversion =
                Conversion.to(type).orElseThrow(() -> new SQLException("no column can become a " + type.getName()));
        return conversion.of(stored, () -> "column " + column, type);
    }

    @Override
    public String toString() {
        return "ResultSet of " + statement;
    }
}
