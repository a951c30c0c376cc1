package io.litestack.db.internal.jdbc.value;

import io.litestack.core.spi.sql.SqlText;
import io.litestack.db.DateStorage;
import io.litestack.db.internal.jdbc.error.Failure;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.MonthDay;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Values of placeholders as SQLite stores them: a String, a {@code byte[]}, a Long, an Integer, a Double, or null. What is one of
 * these already is returned as it is, without a copy. Immutable.
 */
public final class ValueWriter {
    private static final String PLACEHOLDER = "the value of placeholder";

    /** Their toString() is a text that their parsers read. */
    private static final Set<Class<?>> WRITTEN_AS_TEXT = Set.of(
            UUID.class,
            Duration.class,
            Period.class,
            Year.class,
            YearMonth.class,
            MonthDay.class,
            URI.class,
            URL.class,
            Currency.class,
            Locale.class,
            Character.class);

    private final TimeWriter times;

    /** Makes one for a data source. */
    public ValueWriter(DateStorage dates) {
        this.times = new TimeWriter(dates);
    }

    /**
     * Returns what is stored.
     *
     * @param value any value, or null
     * @param index the placeholder, for messages
     * @throws SQLException if SQLite cannot store it without loss
     */
    public @Nullable Object stored(@Nullable Object value, int index) throws SQLException {
        if (value instanceof String text) {
            return text(text, index);
        } else if (value == null || value instanceof Long || value instanceof Integer || value instanceof byte[]) {
            return value;
        } else if (value instanceof Number number) {
            return number(number, index);
        } else if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        return rare(value, index);
    }

    /** A text, unless UTF-8 cannot express it. */
    public static String text(String text, int index) throws SQLException {
        try {
            return SqlText.storable(text, PLACEHOLDER, index);
        } catch (IllegalArgumentException e) {
            throw Failure.UNSTORABLE_TEXT.of(String.valueOf(e.getMessage()));
        }
    }

    /** A real number, unless it is none. */
    public static Double real(double value, int index) throws SQLException {
        try {
            return SqlText.storable(value, PLACEHOLDER, index);
        } catch (IllegalArgumentException e) {
            throw Failure.OUT_OF_RANGE.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * A date, time or timestamp of the old classes.
     *
     * @param calendar whose zone a day and a time of the day are in, or null for the JVM's
     */
    public @Nullable Object stored(java.util.@Nullable Date value, @Nullable Calendar calendar, int index)
            throws SQLException {
        try {
            return value == null ? null : times.stored(value, calendar);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw badTime(e, index);
        }
    }

    private static SQLException badTime(RuntimeException e, int index) {
        return Failure.BAD_TIME.of(PLACEHOLDER + ' ' + index + ": " + e.getMessage());
    }

    private static Object number(Number number, int index) throws SQLException {
        if (number instanceof Double || number instanceof Float) {
            Double real = real(number.doubleValue(), index);
            return number instanceof Double ? number : real;
        } else if (number instanceof Short || number instanceof Byte) {
            return number.intValue();
        } else if (number instanceof BigDecimal decimal) {
            return SqlText.of(decimal);
        } else if (number instanceof BigInteger integer) {
            return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer.toString();
        } else if (number instanceof AtomicInteger || number instanceof AtomicLong) {
            return number.longValue();
        }
        throw unknown(number, index);
    }

    private @Nullable Object rare(Object value, int index) throws SQLException {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        } else if (value instanceof Optional<?> optional) {
            return stored(optional.orElse(null), index);
        } else if (value instanceof CharSequence
                || WRITTEN_AS_TEXT.contains(value.getClass())
                || value instanceof ZoneId) {
            return text(value.toString(), index);
        } else if (value instanceof InputStream || value instanceof Reader) {
            return Streams.all(value, index);
        } else if (value instanceof Blob blob) {
            return Streams.bytes(blob, index);
        } else if (value instanceof Clob clob) {
            return Streams.text(clob, index);
        }
        try {
            Object time = times.stored(value);
            if (time != null) {
                return time;
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw badTime(e, index);
        }
        throw unknown(value, index);
    }

    private static SQLException unknown(Object value, int index) {
        String name = value.getClass().getName();
        if (value instanceof Iterable || value.getClass().isArray() || value instanceof java.sql.Array) {
            return Failure.UNSUPPORTED.of(
                    "cannot bind a " + name + " to placeholder " + index
                            + ": SQLite has no arrays. Bind a JSON array as text and write: in (select value from json_each(?))");
        }
        return Failure.UNSUPPORTED.of("cannot bind a " + name + " to placeholder " + index
                + ": give a String, a number, a Boolean, a byte[], a stream, an enum, a UUID, or a date or time; anything else as"
                + " text, such as JSON");
    }
}
