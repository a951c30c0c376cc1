package io.litestack.db.internal.jdbc.value;

import io.litestack.core.spi.sql.SqlTime;
import io.litestack.db.DateStorage;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAccessor;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * Times as they are read, whoever has stored them and in which form.
 *
 * <ul>
 *   <li>A <em>moment</em> is asked for ({@link Timestamp}, {@link Instant}, {@link OffsetDateTime}): a text without an offset is in
 *       UTC, with {@link DateStorage#LOCAL_TEXT} in the zone of the JVM or of the calendar. A date alone is its midnight, and a
 *       time of the day that time in 1970, in that zone.
 *   <li>Something <em>local</em> is asked for ({@link LocalDateTime}, {@link LocalDate}, {@link LocalTime}): it is what a text
 *       shows. A number is what the JVM's clocks showed then.
 *   <li>A {@link Date} or a {@link Time} is asked for: a text that is just that is taken as it is, in the zone of the JVM or of
 *       the calendar; anything else is a moment, and seen in that zone.
 * </ul>
 *
 * <p>Each method returns null for what is no time at all, and throws {@link DateTimeException}, {@link ArithmeticException} or
 * {@link IllegalArgumentException} for what is not one that can be read.
 */
final class TimeReader {
    /** The last second of the year 9999, the last that SQLite knows: larger numbers are milliseconds. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final double NANOS = 1e9;
    private static final double LONG_END = 0x1p63;

    private final DateStorage storage;

    TimeReader(DateStorage storage) {
        this.storage = storage;
    }

    // Moments.

    @Nullable
    Timestamp timestamp(Object stored, @Nullable Calendar calendar) {
        if (stored instanceof String text) {
            TemporalAccessor parsed = SqlTime.parse(text);
            LocalDateTime local = inZone(parsed);
            return local == null ? Timestamp.from(moment(parsed)) : Zones.toTimestamp(local, calendar);
        }
        return stored instanceof Number number ? Timestamp.from(moment(number)) : null;
    }

    @Nullable
    Instant instant(Object stored) {
        if (stored instanceof String text) {
            TemporalAccessor parsed = SqlTime.parse(text);
            LocalDateTime local = inZone(parsed);
            return local == null
                    ? moment(parsed)
                    : Zones.toTimestamp(local, null).toInstant();
        }
        return stored instanceof Number number ? moment(number) : null;
    }

    /** With the offset of the text, if it has one. */
    @Nullable
    OffsetDateTime offsetDateTime(Object stored) {
        if (stored instanceof String text && SqlTime.parse(text) instanceof OffsetDateTime time) {
            return time;
        }
        Instant instant = instant(stored);
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** What a text shows if it is to be seen in a zone; null if it is a moment without that. */
    private @Nullable LocalDateTime inZone(TemporalAccessor parsed) {
        if (parsed instanceof LocalDate date) {
            return date.atStartOfDay();
        } else if (parsed instanceof LocalTime time) {
            return LocalDate.EPOCH.atTime(time);
        }
        return storage == DateStorage.LOCAL_TEXT && parsed instanceof LocalDateTime time ? time : null;
    }

    private static Instant moment(TemporalAccessor parsed) {
        if (parsed instanceof OffsetDateTime time) {
            return time.toInstant();
        } else if (parsed instanceof OffsetTime time) {
            return time.atDate(LocalDate.EPOCH).toInstant();
        }
        return LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
    }

    private Instant moment(Number number) {
        if (number instanceof Double real) {
            return ofReal(real);
        }
        long whole = number.longValue();
        if (storage == DateStorage.JULIAN_DAY && JulianDay.isOne(number.doubleValue())) {
            return ofReal(number.doubleValue()); // a column of numbers keeps a noon as a whole one
        }
        return storage == DateStorage.EPOCH_SECONDS && Math.abs(whole) <= LAST_SECOND
                ? Instant.ofEpochSecond(whole)
                : Instant.ofEpochMilli(whole);
    }

    /** A julian day or, if it cannot be one, seconds with a fraction, as unixepoch('now', 'subsec') returns them. */
    private static Instant ofReal(double real) {
        if (JulianDay.isOne(real)) {
            return Instant.ofEpochMilli(JulianDay.toMillis(real));
        } else if (Math.abs(real) <= LAST_SECOND) {
            double seconds = Math.floor(real);
            return Instant.ofEpochSecond((long) seconds, Math.round((real - seconds) * NANOS));
        } else if (Double.isInfinite(real)) {
            throw new DateTimeException("infinite");
        }
        if (Math.abs(real) >= LONG_END) {
            throw new ArithmeticException(real + " milliseconds are no time");
        }
        return Instant.ofEpochMilli(Math.round(real));
    }

    // What is local.

    @Nullable
    LocalDateTime localDateTime(Object stored) {
        if (stored instanceof String text) {
            TemporalAccessor parsed = SqlTime.parse(text);
            return parsed instanceof LocalDate date ? date.atStartOfDay() : LocalDateTime.from(parsed);
        }
        return stored instanceof Number number ? Timestamp.from(moment(number)).toLocalDateTime() : null;
    }

    @Nullable
    LocalDate localDate(Object stored) {
        if (stored instanceof String text) {
            return LocalDate.from(SqlTime.parse(text));
        }
        LocalDateTime time = localDateTime(stored);
        return time == null ? null : time.toLocalDate();
    }

    @Nullable
    LocalTime localTime(Object stored) {
        if (stored instanceof String text) {
            return LocalTime.from(SqlTime.parse(text));
        }
        LocalDateTime time = localDateTime(stored);
        return time == null ? null : time.toLocalTime();
    }

    @Nullable
    OffsetTime offsetTime(Object stored) {
        return stored instanceof String text ? OffsetTime.from(SqlTime.parse(text)) : null;
    }

    // In between.

    @Nullable
    Date date(Object stored, @Nullable Calendar calendar) {
        Timestamp moment = timestamp(stored, calendar);
        if (moment == null) {
            return null;
        }
        LocalDate day = Zones.toLocal(moment.getTime(), calendar).toLocalDate();
        return new Date(Zones.toMillis(day.atStartOfDay(), calendar));
    }

    @Nullable
    Time time(Object stored, @Nullable Calendar calendar) {
        Timestamp moment = timestamp(stored, calendar);
        if (moment == null) {
            return null;
        }
        LocalTime time = Zones.toLocal(moment.getTime(), calendar).toLocalTime();
        return new Time(Zones.toMillis(LocalDate.EPOCH.atTime(time), calendar));
    }
}
