package io.litestack.core.spi.sql;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * Texts that SQLite would not keep as they are. It stores UTF-8, for which half of a surrogate pair has no bytes: the driver
 * puts a question mark in its place, which in a statement would even be a parameter.
 */
public final class SqlText {
    /** How many digits a decimal number may have to be written out: the few letters of 1e999999999 ask for a gigabyte. */
    public static final int MOST_DIGITS = 1_000;

    private SqlText() {}

    /**
     * Refuses a value that would not come back as it was given.
     *
     * @param text the value
     * @param what what it is, for the message
     * @return the value
     * @throws IllegalArgumentException if it holds half of a surrogate pair
     */
    public static String storable(String text, String what) {
        int index = loneSurrogate(text);
        if (index >= 0) {
            throw new IllegalArgumentException(what + " holds half of a surrogate pair at index " + index + " (U+"
                    + Integer.toHexString(text.charAt(index)).toUpperCase(Locale.ROOT)
                    + "), which UTF-8 cannot express; repair the text, or store it as a byte[]");
        }
        return text;
    }

    /**
     * As {@link #storable(String, String)}, for one of several values.
     *
     * @param text the value
     * @param what what it is, for the message
     * @param number which one, for the message
     * @return the value
     * @throws IllegalArgumentException if it holds half of a surrogate pair
     */
    public static String storable(String text, String what, int number) {
        return loneSurrogate(text) < 0 ? text : storable(text, what + ' ' + number);
    }

    /**
     * Refuses a number that would not come back as it was given.
     *
     * @param value the number
     * @param what what it is, for the message
     * @param number which one, for the message
     * @return the value
     * @throws IllegalArgumentException if it is not a number, for which SQLite would store null
     */
    public static double storable(double value, String what, int number) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(what + ' ' + number
                    + " is NaN, for which SQLite would store null; give null, or store it as a text");
        }
        return value;
    }

    /**
     * Writes a decimal number as the text that is stored for it.
     *
     * @param value the number
     * @return its digits without an exponent, such as 0.10; with one if they were more than {@link #MOST_DIGITS}
     */
    public static String of(BigDecimal value) {
        return isLong(value) ? value.toString() : value.toPlainString();
    }

    /**
     * Tells whether a decimal number written out would have more than {@link #MOST_DIGITS} digits.
     *
     * @param value the number
     * @return whether it would
     */
    public static boolean isLong(BigDecimal value) {
        return value.precision() + Math.abs((long) value.scale()) > MOST_DIGITS;
    }

    /**
     * Refuses the text of a statement that SQLite would not read as it was given.
     *
     * @param sql the text
     * @throws IllegalArgumentException if it holds half of a surrogate pair or the character zero, where SQLite would end it
     */
    public static void refuseUnreadable(String sql) {
        storable(sql, "the text of the statement");
        int zero = sql.indexOf('\0');
        if (zero >= 0) {
            throw new IllegalArgumentException("the text of the statement holds the character U+0000 at index " + zero
                    + ", where SQLite would end it; bind such a text as a value");
        }
    }

    private static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean isPair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
