package io.litestack.db.internal.jdbc.value;

import io.litestack.core.spi.sql.SqlTime;
import io.litestack.db.DateStorage;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * Times as they are stored. There are two families: <em>moments</em>, which a {@link DateStorage} has its form for, and what is
 * <em>local</em>, which is the text of what it shows. A {@link Date} and a {@link Time} are in between: a day, and a time of the
 * day, in the zone of the JVM or of the calendar that is given with them.
 *
 * <p>A {@link Timestamp} is a moment; the calendar given with one matters to {@link DateStorage#LOCAL_TEXT} alone. All methods
 * throw {@link IllegalArgumentException} for a year that SQLite does not know.
 */
@SuppressWarnings("JavaUtilDate") // whoever still has one must be able to store it
final class TimeWriter {
    private final DateStorage storage;

    TimeWriter(DateStorage storage) {
        this.storage = storage;
    }

    /** A time of any class, or null if it is none. */
    @Nullable
    Object stored(Object value) {
        if (value instanceof Instant instant) {
            return moment(instant, null);
        } else if (value instanceof java.util.Date date) {
            return stored(date, null);
        } else if (value instanceof LocalDateTime time) {
            return SqlTime.format(time);
        } else if (value instanceof LocalDate date) {
            return SqlTime.format(date);
        } else if (value instanceof LocalTime time) {
            return SqlTime.format(time);
        } else if (value instanceof OffsetDateTime time) {
            return moment(time.toInstant(), null);
        } else if (value instanceof ZonedDateTime time) {
            return moment(time.toInstant(), null);
        } else if (value instanceof Calendar calendar) {
            return moment(calendar.toInstant(), null);
        }
        return value instanceof OffsetTime time ? SqlTime.format(time.toLocalTime()) + time.getOffset() : null;
    }

    /** A date of any of the old classes. */
    Object stored(java.util.Date value, @Nullable Calendar calendar) {
        if (value instanceof Date date) {
            LocalDate day = Zones.toLocal(date.getTime(), calendar).toLocalDate();
            return isText() ? SqlTime.format(day) : number(Zones.toMillis(day.atStartOfDay(), calendar));
        } else if (value instanceof Time time) {
            LocalTime local = Zones.toLocal(time.getTime(), calendar).toLocalTime();
            return isText() ? SqlTime.format(local) : number(Zones.toMillis(LocalDate.EPOCH.atTime(local), calendar));
        }
        return moment(value.toInstant(), calendar);
    }

    private boolean isText() {
        return storage == DateStorage.TEXT || storage == DateStorage.LOCAL_TEXT;
    }

    private Object moment(Instant instant, @Nullable Calendar calendar) {
        if (storage == DateStorage.TEXT) {
            return SqlTime.format(instant);
        } else if (storage == DateStorage.LOCAL_TEXT) {
            return SqlTime.format(Zones.toLocal(instant, calendar));
        }
        return number(instant.getEpochSecond(), instant.getNano());
    }

    private Object number(long millis) {
        return number(Math.floorDiv(millis, 1_000), (int) Math.floorMod(millis, 1_000L) * 1_000_000);
    }

    private Object number(long seconds, int nanos) {
        if (storage == DateStorage.EPOCH_SECONDS) {
            return seconds;
        }
        long millis = Math.addExact(Math.multiplyExact(seconds, 1_000L), nanos / 1_000_000);
        return storage == DateStorage.JULIAN_DAY ? (Object) JulianDay.ofMillis(millis) : (Object) millis;
    }
}
