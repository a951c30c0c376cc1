package io.litestack.db.internal.jdbc.value;

import io.litestack.db.internal.row.Conversion;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** What a column holds, as the richer types of JDBC. The last argument of each tells the column in messages. */
public final class ColumnValues {
    private ColumnValues() {}

    public static @Nullable Timestamp timestamp(@Nullable Object stored, @Nullable Calendar calendar, Object column)
            throws SQLException {
        return stored == null
                ? null
                : (Timestamp) read(stored, Timestamp.class, column, it -> JdbcTimes.timestamp(it, calendar));
    }

    public static @Nullable Date date(@Nullable Object stored, @Nullable Calendar calendar, Object column)
            throws SQLException {
        return stored == null ? null : (Date) read(stored, Date.class, column, it -> JdbcTimes.date(it, calendar));
    }

    public static @Nullable Time time(@Nullable Object stored, @Nullable Calendar calendar, Object column)
            throws SQLException {
        return stored == null ? null : (Time) read(stored, Time.class, column, it -> JdbcTimes.time(it, calendar));
    }

    private static Object read(Object stored, Class<?> type, Object column, Conversion reader) throws SQLException {
        return reader.of(stored, () -> "column " + column, type);
    }

    /** A column as a type, without loss. */
    public static @Nullable Object as(Class<?> type, @Nullable Object stored, Object column) throws SQLException {
        if (stored == null) {
            return null;
        } else if (type == Timestamp.class || type == java.util.Date.class) {
            return read(stored, type, column, it -> JdbcTimes.timestamp(it, null));
        } else if (type == Date.class) {
            return read(stored, type, column, it -> JdbcTimes.date(it, null));
        } else if (type == Time.class) {
            return read(stored, type, column, it -> JdbcTimes.time(it, null));
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
}
