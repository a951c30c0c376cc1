package io.litestack.db.internal.jdbc.value;

import io.litestack.db.internal.jdbc.error.Failure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Whole numbers as the smaller types of Java. SQLite's have 64 bits, and to cut one would be another number. */
public final class Narrowing {
    private static final double LONG_END = 0x1p63;

    private Narrowing() {}

    /** A number as an {@code int}. */
    public static int toInt(long value, int column) throws SQLException {
        if ((int) value != value) {
            throw outside(value, "int", column);
        }
        return (int) value;
    }

    /** A number as a {@code short}. */
    public static short toShort(long value, int column) throws SQLException {
        if ((short) value != value) {
            throw outside(value, "short", column);
        }
        return (short) value;
    }

    /** A number as a {@code byte}. */
    public static byte toByte(long value, int column) throws SQLException {
        if ((byte) value != value) {
            throw outside(value, "byte", column);
        }
        return (byte) value;
    }

    /** Refuses a real number that SQLite has cut to the largest or smallest whole number. */
    public static void refuseCut(@Nullable Object stored, int column) throws SQLException {
        if (stored instanceof Double real && (real >= LONG_END || real < -LONG_END)) {
            throw Failure.OUT_OF_RANGE.of(
                    "column " + column + ": " + real + " does not fit into a long; read it as a double");
        }
    }

    /** A real number as a {@code float}: with fewer digits, but not as infinite. */
    public static float toFloat(double value, int column) throws SQLException {
        float narrow = (float) value;
        if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
            throw Failure.OUT_OF_RANGE.of(
                    "column " + column + ": " + value + " does not fit into a float; read it as a double");
        }
        return narrow;
    }

    /** A decimal with so many digits behind the point. */
    public static BigDecimal scaled(BigDecimal value, int scale, int column) throws SQLException {
        try {
            return value.setScale(scale, RoundingMode.HALF_UP);
        } catch (ArithmeticException e) {
            throw Failure.OUT_OF_RANGE.of(
                    "column " + column + ": " + value + " cannot have " + scale + " digits behind the point", e);
        }
    }

    private static SQLException outside(long value, String type, int column) {
        return Failure.OUT_OF_RANGE.of(
                "column " + column + ": " + value + " does not fit into a " + type + "; read it as a long");
    }
}
