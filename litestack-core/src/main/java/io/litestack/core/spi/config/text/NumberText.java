package io.litestack.core.spi.config.text;

/** Numbers as a file writes them. */
final class NumberText {
    private static final int MOST_DIGITS = 18;

    private NumberText() {}

    /**
     * Reads digits.
     *
     * @param digits nothing else
     * @return the number
     * @throws ArithmeticException if there are so many that it may not be a {@code long}
     */
    static long count(String digits) {
        if (digits.length() > MOST_DIGITS) {
            throw new ArithmeticException(digits);
        }
        return Long.parseLong(digits);
    }
}
