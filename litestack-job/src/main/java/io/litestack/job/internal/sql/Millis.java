package io.litestack.job.internal.sql;

import java.time.Duration;
import java.time.Instant;

/** Times as they are stored. What milliseconds since 1970 cannot express is as early or as late as they can. */
public final class Millis {
    private Millis() {}

    public static long of(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** In nanoseconds: 146 years at most, which leaves room to add the clock to it. */
    public static long nanos(Duration time) {
        try {
            return Math.min(time.toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException e) {
            return time.isNegative() ? Long.MIN_VALUE / 2 : Long.MAX_VALUE / 2;
        }
    }

    public static long of(Duration time) {
        try {
            return time.toMillis();
        } catch (ArithmeticException e) {
            return time.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
