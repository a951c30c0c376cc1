package io.litestack.db.internal.row;

import io.litestack.core.spi.sql.SqlText;
import io.litestack.core.spi.sql.SqlTime;
import io.litestack.db.MappingException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns what SQLite stores (a Long or Integer, a Double, a String, a {@code byte[]}) into a Java type, without loss or with an
 * exception.
 */
@FunctionalInterface
public interface Conversion {
    /** Says where a value stands; asked for only when something is wrong. */
    @FunctionalInterface
    interface Place {
        String describe() throws SQLException;
    }

    /** Returns the value, or null if what is stored is none. May throw what the parsers of the JDK throw. */
    @Nullable
    Object convert(Object stored);

    /** Converts, or throws an exception that names place, type and value. */
    default Object of(Object stored, Place place, Class<?> type) throws SQLException {
        Throwable cause = null;
        try {
            Object value = convert(stored);
            if (value != null) {
                return value;
            }
        } catch (ArithmeticException | DateTimeException | IllegalArgumentException e) {
            cause = e;
        }
        String shown = stored instanceof byte[] bytes ? "a blob of " + bytes.length + " bytes" : stored.toString();
        throw new MappingException(
                place.describe() + ": " + (stored instanceof String ? '"' + shortened(shown) + '"' : shown)
                        + " is not a " + type.getName(),
                cause);
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 97) + "...";
    }

    /** The conversion to a type, if there is one. */
    static Optional<Conversion> to(Class<?> type) {
        if (type.isEnum()) {
            return Optional.of(stored -> stored instanceof String name ? constant(type, name) : null);
        }
        return Optional.ofNullable(Table.CONVERSIONS.get(type));
    }

    private static @Nullable Object constant(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        return null;
    }

    private static @Nullable Long whole(Object stored) {
        if (stored instanceof Long || stored instanceof Integer) {
            return ((Number) stored).longValue();
        }
        return stored instanceof Double real ? (Long) new BigDecimal(real).longValueExact() : null;
    }

    private static @Nullable Double real(Object stored) {
        return stored instanceof Number number ? (Double) number.doubleValue() : null;
    }

    private static @Nullable Boolean truth(Object stored) {
        Long number = whole(stored);
        if (number == null || number < 0 || number > 1) {
            return null;
        }
        return number == 1;
    }

    private static @Nullable BigDecimal decimal(Object stored) {
        if (stored instanceof byte[]) {
            return null;
        }
        return stored instanceof Double real ? BigDecimal.valueOf(real) : new BigDecimal(stored.toString());
    }

    private static @Nullable UUID uuid(Object stored) {
        if (stored instanceof byte[] bytes && bytes.length == 16) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong());
        }
        return stored instanceof String text && text.length() == 36 ? UUID.fromString(text) : null;
    }

    private static @Nullable Instant instant(Object stored) {
        if (stored instanceof String text) {
            return SqlTime.instant(text);
        }
        Long millis = whole(stored);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Duration duration(Object stored) {
        if (stored instanceof String text) {
            return Duration.parse(text);
        }
        Long millis = whole(stored);
        return millis == null ? null : Duration.ofMillis(millis);
    }

    /** The conversions to all types but enums. */
    final class Table {
        static final Map<Class<?>, Conversion> CONVERSIONS = new HashMap<>();

        static {
            numbers();
            others();
        }

        private Table() {}

        private static void numbers() {
            add(Conversion::whole, long.class, Long.class);
            add(it -> then(whole(it), Math::toIntExact), int.class, Integer.class);
            add(it -> then(whole(it), n -> BigDecimal.valueOf(n).shortValueExact()), short.class, Short.class);
            add(it -> then(whole(it), n -> BigDecimal.valueOf(n).byteValueExact()), byte.class, Byte.class);
            add(Conversion::real, double.class, Double.class);
            add(it -> then(real(it), Table::toFloat), float.class, Float.class);
            add(Conversion::truth, boolean.class, Boolean.class);
            add(Conversion::decimal, BigDecimal.class);
            add(it -> then(decimal(it), Table::toBigInteger), BigInteger.class);
        }

        private static void others() {
            add(it -> it, Object.class);
            add(it -> it instanceof byte[] ? null : it.toString(), String.class);
            add(it -> it instanceof byte[] ? it : null, byte[].class);
            add(Conversion::uuid, UUID.class);
            add(Conversion::instant, Instant.class);
            add(Conversion::duration, Duration.class);
            add(it -> it instanceof String text ? SqlTime.dateTime(text) : null, LocalDateTime.class);
            add(it -> it instanceof String text ? LocalDate.parse(text) : null, LocalDate.class);
            add(it -> it instanceof String text ? SqlTime.time(text) : null, LocalTime.class);
        }

        private static BigInteger toBigInteger(BigDecimal value) {
            if (Math.abs((long) value.scale()) > SqlText.MOST_DIGITS) { // a few letters would become as many digits
                throw new ArithmeticException("the exponent " + -(long) value.scale()
                        + " is out of the range of a whole number, " + SqlText.MOST_DIGITS);
            }
            return value.toBigIntegerExact();
        }

        private static float toFloat(double value) {
            float narrow = (float) value;
            if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
                throw new ArithmeticException(value + " is out of the range of a float");
            }
            return narrow;
        }

        private static <A, B> @Nullable B then(@Nullable A value, Function<A, B> narrower) {
            return value == null ? null : narrower.apply(value);
        }

        private static void add(Conversion conversion, Class<?>... types) {
            for (Class<?> type : types) {
                CONVERSIONS.put(type, conversion);
            }
        }
    }
}
