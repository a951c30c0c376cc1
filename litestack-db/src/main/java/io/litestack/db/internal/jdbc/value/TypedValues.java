package io.litestack.db.internal.jdbc.value;

import io.litestack.core.spi.sql.SqlText;
import io.litestack.db.internal.jdbc.error.Failure;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Values that are set with the SQL type that they shall have. SQLite has no types for values but the five that it stores, so what
 * such a type changes is how a value of another class is converted: a text for a number type becomes a number, a number for a
 * text type a text, a timestamp for a date type its day. A type that tells nothing of that kind is of no consequence.
 */
public final class TypedValues {
    private final ValueWriter writer;

    /** Makes one that stores by {@code writer} what it has converted. */
    public TypedValues(ValueWriter writer) {
        this.writer = writer;
    }

    /** The code of a type that is given as an object. */
    public static int code(@Nullable SQLType type) {
        Integer code = type == null ? null : type.getVendorTypeNumber();
        return code == null ? Types.OTHER : code;
    }

    /**
     * Returns what is stored.
     *
     * @param value any value, or null
     * @param type a constant of {@link Types}
     * @param index the placeholder, for messages
     * @throws SQLException if the value cannot become one of the type without loss, or SQLite has no such type
     */
    public @Nullable Object stored(@Nullable Object value, int type, int index) throws SQLException {
        refuseForeign(type, index);
        return value == null ? null : writer.stored(converted(value, type, index), index);
    }

    /**
     * As {@link #stored(Object, int, int)}.
     *
     * @param scaleOrLength for DECIMAL and NUMERIC the digits after the point, to which the number is rounded (half up); for a
     *     stream its length; ignored for anything else
     */
    public @Nullable Object stored(@Nullable Object value, int type, int scaleOrLength, int index) throws SQLException {
        refuseForeign(type, index);
        if (value instanceof InputStream stream) {
            byte[] bytes = Streams.bytes(stream, scaleOrLength, index);
            return isText(type) && bytes != null ? new String(bytes, StandardCharsets.US_ASCII) : bytes;
        } else if (value instanceof Reader reader) {
            return Streams.text(reader, scaleOrLength, index);
        }
        Object stored = stored(value, type, index);
        return stored != null && (type == Types.DECIMAL || type == Types.NUMERIC)
                ? writer.stored(rounded(decimal(stored, type, index), type, scaleOrLength, index), index)
                : stored;
    }

    private static BigDecimal rounded(BigDecimal value, int type, int scale, int index) throws SQLException {
        if (SqlText.isLong(value) || scale > SqlText.MOST_DIGITS) { // it would become as many digits
            throw wrong(Failure.OUT_OF_RANGE, value, type, index);
        }
        return value.setScale(scale, RoundingMode.HALF_UP);
    }

    private static void refuseForeign(int type, int index) throws SQLException {
        switch (type) {
            case Types.ARRAY, Types.STRUCT, Types.REF, Types.ROWID, Types.SQLXML, Types.REF_CURSOR, Types.DISTINCT ->
                throw Failure.UNSUPPORTED.of("placeholder " + index + " cannot be of type " + name(type)
                        + ": SQLite has no such type; give a text, such as JSON or XML, or a byte[]");
            default -> {}
        }
    }

    private Object converted(Object value, int type, int index) throws SQLException {
        return switch (type) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> whole(value, type, index);
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> real(value, type, index);
            case Types.DECIMAL, Types.NUMERIC -> value instanceof Number ? value : decimal(value, type, index);
            case Types.BIT, Types.BOOLEAN -> truth(value, type, index);
            case Types.DATE -> date(value);
            case Types.TIME -> time(value);
            case Types.TIMESTAMP -> value instanceof LocalDate date ? date.atStartOfDay() : timestamp(value);
            default -> isText(type) ? text(value) : value;
        };
    }

    private static boolean isText(int type) {
        return switch (type) {
            case Types.CHAR,
                    Types.VARCHAR,
                    Types.LONGVARCHAR,
                    Types.NCHAR,
                    Types.NVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.CLOB,
                    Types.NCLOB -> true;
            default -> false;
        };
    }

    /** A number as text; times and blobs are what they are. */
    private static Object text(Object value) {
        if (value instanceof BigDecimal decimal) {
            return SqlText.of(decimal);
        }
        return value instanceof Boolean || value instanceof Number ? value.toString() : value;
    }

    private static Object whole(Object value, int type, int index) throws SQLException {
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            return value;
        } else if (value instanceof Number || value instanceof CharSequence) {
            try {
                return decimal(value, type, index).longValueExact();
            } catch (ArithmeticException e) {
                throw wrong(Failure.OUT_OF_RANGE, value, type, index);
            }
        }
        return value; // a time may be stored as a number, an enum as its name
    }

    private static Object real(Object value, int type, int index) throws SQLException {
        if (value instanceof Boolean truth) {
            return truth ? 1.0 : 0.0;
        } else if (value instanceof CharSequence text) {
            try {
                return Double.valueOf(text.toString().strip());
            } catch (NumberFormatException e) {
                throw wrong(Failure.WRONG_TYPE, value, type, index);
            }
        }
        return value instanceof Number number ? (Object) number.doubleValue() : value;
    }

    private static BigDecimal decimal(Object value, int type, int index) throws SQLException {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        } else if (value instanceof Boolean truth) {
            return truth ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        try {
            return value instanceof Double real
                    ? BigDecimal.valueOf(real)
                    : new BigDecimal(value.toString().strip());
        } catch (NumberFormatException e) {
            throw wrong(Failure.WRONG_TYPE, value, type, index);
        }
    }

    private static Object truth(Object value, int type, int index) throws SQLException {
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        } else if (value instanceof CharSequence text) {
            Boolean truth = Truth.of(text.toString());
            if (truth == null) {
                throw wrong(Failure.WRONG_TYPE, value, type, index);
            }
            return truth;
        }
        return value;
    }

    @SuppressWarnings("JavaUtilDate")
    private static Object date(Object value) {
        if (value instanceof java.util.Date date && !(value instanceof Date) && !(value instanceof Time)) {
            return new Date(date.getTime());
        }
        return value instanceof LocalDateTime time ? time.toLocalDate() : value;
    }

    @SuppressWarnings("JavaUtilDate")
    private static Object time(Object value) {
        if (value instanceof java.util.Date date && !(value instanceof Date) && !(value instanceof Time)) {
            return new Time(date.getTime());
        }
        return value instanceof LocalDateTime time ? time.toLocalTime() : value;
    }

    @SuppressWarnings("JavaUtilDate")
    private static Object timestamp(Object value) {
        return value instanceof Date date ? new Timestamp(date.getTime()) : value;
    }

    private static SQLException wrong(Failure kind, Object value, int type, int index) {
        return kind.of(
                "the value of placeholder " + index + " cannot be " + name(type) + " without loss: " + Shown.of(value));
    }

    private static String name(int type) {
        try {
            return JDBCType.valueOf(type).getName();
        } catch (IllegalArgumentException e) {
            return "the type " + type;
        }
    }
}
