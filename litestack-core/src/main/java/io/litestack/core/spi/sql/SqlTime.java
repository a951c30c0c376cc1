package io.litestack.core.spi.sql;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
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

    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4)
            .appendLiteral('-')
            .appendValue(ChronoField.MONTH_OF_YEAR, 2)
            .appendLiteral('-')
            .appendValue(ChronoField.DAY_OF_MONTH, 2)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm")
            .optionalStart()
            .appendPattern(":ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DATE)
            .appendLiteral(' ')
            .append(TIME)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter WITH_OFFSET = new DateTimeFormatterBuilder()
            .append(DATE_TIME)
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

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
            return Optional.of(checked(DATE, date, date.getYear()));
        } else if (value instanceof LocalTime time) {
            return Optional.of(TIME.format(time));
        }
        return value instanceof Duration ? Optional.of(value.toString()) : Optional.empty();
    }

    /**
     * Reads a moment.
     *
     * @param text a date and a time, with or without an offset; without one it is in UTC
     * @return the moment
     * @throws DateTimeException if the text is something else
     */
    public static Instant instant(String text) {
        TemporalAccessor parsed = WITH_OFFSET.parseBest(normal(text), OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof LocalDateTime local
                ? local.toInstant(ZoneOffset.UTC)
                : OffsetDateTime.from(parsed).toInstant();
    }

    /**
     * Reads a date and time.
     *
     * @param text a date and a time
     * @return the date and time
     * @throws DateTimeException if the text is something else
     */
    public static LocalDateTime dateTime(String text) {
        return LocalDateTime.parse(normal(text), DATE_TIME);
    }

    /**
     * Reads a time of the day.
     *
     * @param text hours and minutes, perhaps seconds and a fraction
     * @return the time
     * @throws DateTimeException if the text is something else
     */
    public static LocalTime time(String text) {
        return LocalTime.parse(text, TIME);
    }

    private static String format(Instant instant) {
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw outside(instant);
        }
        return format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    }

    private static String format(LocalDateTime time) {
        return checked(DATE_TIME, time, time.getYear());
    }

    private static String checked(DateTimeFormatter formatter, TemporalAccessor value, int year) {
        if (year < 0 || year > LAST_YEAR) {
            throw outside(value);
        }
        return formatter.format(value);
    }

    private static IllegalArgumentException outside(TemporalAccessor value) {
        return new IllegalArgumentException(
                value + " is not within the years 0 to 9999, which are all that SQLite knows");
    }

    private static String normal(String text) {
        return text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10) + ' ' + text.substring(11) : text;
    }
}
