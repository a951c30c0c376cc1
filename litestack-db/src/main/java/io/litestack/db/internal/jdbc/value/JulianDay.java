package io.litestack.db.internal.jdbc.value;

/** Julian days, as SQLite counts them: from noon in Greenwich, 24 November 4714 BC. */
final class JulianDay {
    private static final double OF_1970 = 2_440_587.5;
    private static final double MILLIS = 86_400_000.0;

    /** The first day of the year 10000: what is later is no julian day that SQLite knows. */
    private static final double END = 5_373_484.5;

    private JulianDay() {}

    static double ofMillis(long millis) {
        return millis / MILLIS + OF_1970;
    }

    /** Whether SQLite would take a number for one. */
    static boolean isOne(double number) {
        return number >= 0 && number < END;
    }

    /** Its moment, rounded to milliseconds, which is finer than it is. */
    static long toMillis(double day) {
        return Math.round((day - OF_1970) * MILLIS);
    }
}
