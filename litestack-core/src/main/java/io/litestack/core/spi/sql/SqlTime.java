package io.litestack.core.spi.sql;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/**
 * How times are written as text: in the format of SQLite's own date functions, in UTC, with as many digits of a second as
 * are needed. Such texts sort as the times do, compare with {@code datetime('now')} and {@code CURRENT_TIMESTAMP}, and
 * lose nothing.
 */
public final class SqlTime {
    private static final int LAST_YEAR = 9999;
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final int LONGEST = "2026-03-01 12:00:00.123456789".length();

    private SqlTime() {}

    /**
     * Writes a time.
     *
     * @param value any value
     * @return its text, or empty if it is not an {@link Instant}, {@link LocalDateTime}, {@link LocalDate}, {@link
     *     LocalTime} or {@link Duration}
     * @throws IllegalArgumentException if its year is before 0 or after 9999, which SQLite does not know and which would
     *     not sort
     */
    public static Optional<String> text(Object value) {
        if (value instanceof Instant instant) {
            return Optional.of(format(instant));
        } else if (value instanceof LocalDateTime time) {
            return Optional.of(format(time));
        } else if (value instanceof LocalDate date) {
            return Optional.of(format(date));
        } else if (value instanceof LocalTime time) {
            return Optional.of(format(time));
        }
        return value instanceof Duration ? Optional.of(value.toString()) : Optional.empty();
    }

    /**
     * Writes a moment.
     *
     * @param instant the moment
     * @return its date and time in UTC
     * @throws IllegalArgumentException if its year is before 0 or after 9999
     */
    public static String format(Instant instant) {
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw outside(instant);
        }
        return format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    }

    /**
     * Writes a date and time.
     *
     * @param time the date and time
     * @return its text
     * @throws IllegalArgumentException if its year is before 0 or after 9999
     */
    public static String format(LocalDateTime time) {
        StringBuilder text = new StringBuilder(LONGEST);
        append(time.toLocalDate(), text);
        append(time.toLocalTime(), text.append(' '));
        return text.toString();
    }

    /**
     * Writes a date.
     *
     * @param date the date
     * @return its text
     * @throws IllegalArgumentException if its year is before 0 or after 9999
     */
    public static String format(LocalDate date) {
        StringBuilder text = new StringBuilder(LONGEST);
        append(date, text);
        return text.toString();
    }

    /**
     * Writes a time of the day.
     *
     * @param time the time
     * @return its text
     */
    public static String format(LocalTime time) {
        StringBuilder text = new StringBuilder(LONGEST);
        append(time, text);
        return text.toString();
    }

    private static void append(LocalDate date, StringBuilder text) {
        int year = date.getYear();
        if (year < 0 || year > LAST_YEAR) {
            throw outside(date);
        }
        two(year / 100, text);
        two(year % 100, text);
        two(date.getMonthValue(), text.append('-'));
        two(date.getDayOfMonth(), text.append('-'));
    }

    private static void append(LocalTime time, StringBuilder text) {
        two(time.getHour(), text);
        two(time.getMinute(), text.append(':'));
        two(time.getSecond(), text.append(':'));
        int rest = time.getNano();
        if (rest != 0) {
            text.append('.');
            for (int unit = 100_000_000; rest != 0; unit /= 10) {
                text.append((char) ('0' + rest / unit));
                rest %= unit;
            }
        }
    }

    private static void two(int number, StringBuilder text) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /**
     * Reads a date, a time, or both.
     *
     * @param text a date {@code YYYY-MM-DD}, a time {@code HH:MM[:SS[.F]]} or both, with {@code Z} or an offset or without
     * @return a {@link LocalDate}, {@link LocalTime}, {@link LocalDateTime}, {@link java.time.OffsetTime} or {@link
     *     OffsetDateTime}
     * @throws DateTimeException if the text is something else
     */
    public static TemporalAccessor parse(String text) {
        return new SqlTimeParser(text).parse();
    }

    /**
     * Reads a moment.
     *
     * @param text a date and a time, with or without an offset; without one it is in UTC
     * @return the moment
     * @throws DateTimeException if the text is something else
     */
    public static Instant instant(String text) {
        TemporalAccessor parsed = parse(text);
        if (parsed instanceof LocalDateTime local) {
            return local.toInstant(ZoneOffset.UTC);
        } else if (parsed instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        throw not("a date and a time", text);
    }

    /**
     * Reads a date and time.
     *
     * @param text a date and a time
     * @return the date and time
     * @throws DateTimeException if the text is something else
     */
    public static LocalDateTime dateTime(String text) {
        if (parse(text) instanceof LocalDateTime time) {
            return time;
        }
        throw not("a date and a time without an offset", text);
    }

    /**
     * Reads a time of the day.
     *
     * @param text hours and minutes, perhaps seconds and a fraction
     * @return the time
     * @throws DateTimeException if the text is something else
     */
    public static LocalTime time(String text) {
        if (parse(text) instanceof LocalTime time) {
            return time;
        }
        throw not("a time of the day", text);
    }

    private static DateTimeException not(String what, String text) {
        return new DateTimeException("not " + what + ": \"" + text + '"');
    }

    private static IllegalArgumentException outside(TemporalAccessor value) {
        return new IllegalArgumentException(
                value + " is not within the years 0 to 9999, which are all that SQLite knows");
    }
}
