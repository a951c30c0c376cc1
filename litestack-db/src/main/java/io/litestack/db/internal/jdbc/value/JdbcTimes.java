package io.litestack.db.internal.jdbc.value;

import io.litestack.core.spi.sql.SqlTime;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * The older classes for times, as JDBC defines them: a {@link Timestamp}, a {@link Date} and a {@link Time} are what a clock on
 * the wall shows, in the zone of the JVM or of the {@link Calendar} that is given with them. So that is what is stored, and each
 * getter reads what any setter wrote. What has an offset, such as an {@link OffsetDateTime}, is an instant, stored in UTC.
 */
@SuppressWarnings("JavaUtilDate") // whoever still has one must be able to store it
final class JdbcTimes {
    private static final int DATE_LENGTH = "2026-03-01".length();

    private JdbcTimes() {}

    /** The java.time value that is stored for a value of another class; the value itself if that is none of a time. */
    static Object stored(Object value, @Nullable Calendar calendar) {
        if (value instanceof Time time) {
            return onTheWall(time.getTime(), calendar).toLocalTime();
        } else if (value instanceof Timestamp timestamp) {
            return calendar == null
                    ? timestamp.toLocalDateTime()
                    : LocalDateTime.ofInstant(timestamp.toInstant(), zone(calendar));
        } else if (value instanceof Date date) {
            return calendar == null
                    ? date.toLocalDate()
                    : onTheWall(date.getTime(), calendar).toLocalDate();
        } else if (value instanceof java.util.Date date) {
            return onTheWall(date.getTime(), calendar);
        } else if (value instanceof Calendar moment) {
            return onTheWall(moment.getTimeInMillis(), calendar);
        } else if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        return value instanceof ZonedDateTime time ? time.toInstant() : value;
    }

    private static LocalDateTime onTheWall(long millis, @Nullable Calendar calendar) {
        return calendar == null
                ? new Timestamp(millis).toLocalDateTime()
                : LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), zone(calendar));
    }

    private static ZoneId zone(@Nullable Calendar calendar) {
        return calendar == null
                ? ZoneId.systemDefault()
                : calendar.getTimeZone().toZoneId();
    }

    /** What a column holds as a timestamp, or null if it holds something else. */
    static @Nullable Timestamp timestamp(Object stored, @Nullable Calendar calendar) {
        if (stored instanceof Long || stored instanceof Integer) {
            return new Timestamp(((Number) stored).longValue());
        }
        LocalDateTime time = dateTime(stored, calendar);
        return time == null ? null : timestamp(time, calendar);
    }

    private static Timestamp timestamp(LocalDateTime time, @Nullable Calendar calendar) {
        return calendar == null
                ? Timestamp.valueOf(time)
                : Timestamp.from(time.atZone(zone(calendar)).toInstant());
    }

    /** What a column holds as a date, or null if it holds something else. */
    static @Nullable Date date(Object stored, @Nullable Calendar calendar) {
        LocalDateTime time = dateTime(stored, calendar);
        if (time == null) {
            return null;
        }
        LocalDate date = time.toLocalDate();
        return calendar == null
                ? Date.valueOf(date)
                : new Date(timestamp(date.atStartOfDay(), calendar).getTime());
    }

    /** What a column holds as a time of the day, with its milliseconds, or null if it holds something else. */
    static @Nullable Time time(Object stored, @Nullable Calendar calendar) {
        LocalTime time;
        if (stored instanceof String text && text.indexOf('-') < 0) {
            time = SqlTime.time(text);
        } else {
            LocalDateTime dateTime = dateTime(stored, calendar);
            if (dateTime == null) {
                return null;
            }
            time = dateTime.toLocalTime();
        }
        return new Time(timestamp(LocalDate.EPOCH.atTime(time), calendar).getTime());
    }

    /** What a clock on the wall showed: an instant, from a text with an offset or from milliseconds, is brought into the zone. */
    private static @Nullable LocalDateTime dateTime(Object stored, @Nullable Calendar calendar) {
        if (stored instanceof String text) {
            return text.length() == DATE_LENGTH ? LocalDate.parse(text).atStartOfDay() : dateTime(text, calendar);
        }
        return stored instanceof Long || stored instanceof Integer
                ? onTheWall(((Number) stored).longValue(), calendar)
                : null;
    }

    private static LocalDateTime dateTime(String text, @Nullable Calendar calendar) {
        try {
            return SqlTime.dateTime(text);
        } catch (DateTimeException e) {
            Instant instant = SqlTime.instant(text);
            return calendar == null
                    ? Timestamp.from(instant).toLocalDateTime()
                    : LocalDateTime.ofInstant(instant, zone(calendar));
        }
    }
}
