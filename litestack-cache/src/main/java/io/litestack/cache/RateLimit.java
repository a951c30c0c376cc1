package io.litestack.cache;

import java.time.Duration;

/**
 * How often something may happen: so many times in a period, evenly spread, and at most {@code burst} times at once after a pause.
 * Immutable.
 *
 * <pre>{@code
 * RateLimit.of(100, Duration.ofMinutes(1))              // 100 at once, then one every 600 ms
 * RateLimit.of(100, Duration.ofMinutes(1)).withBurst(5) // 5 at once, then one every 600 ms
 * }</pre>
 *
 * @param permits how many times in a period, 1 to a billion
 * @param period how long that is, 1 ms to 365 days, and at least a nanosecond for each permit
 * @param burst how many times at once, 1 to a billion, and at most what ten years allow
 */
public record RateLimit(long permits, Duration period, long burst) {
    private static final long MOST = 1_000_000_000;
    private static final long LONGEST_NANOS = Duration.ofDays(3_650).toNanos();

    /**
     * Checks everything.
     *
     * @param permits see above
     * @param period see above
     * @param burst see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public RateLimit {
        EntryOptions.check(permits >= 1 && permits <= MOST, "permits", "1 to " + MOST, permits);
        boolean isLongEnough = period.compareTo(Duration.ofMillis(1)) >= 0
                && period.compareTo(Duration.ofDays(365)) <= 0
                && period.toNanos() >= permits;
        EntryOptions.check(isLongEnough, "period", "1 ms to 365 days, and at least 1 ns for each permit", period);
        EntryOptions.check(
                burst >= 1 && burst <= MOST && burst <= LONGEST_NANOS / (period.toNanos() / permits),
                "burst",
                "1 to " + MOST + ", and at most what ten years allow",
                burst);
    }

    /**
     * Returns a limit by which a whole period's permits may be used at once after a pause.
     *
     * @param permits how many times in a period, 1 to a billion
     * @param period how long that is, 1 ms to 365 days
     * @return the limit
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public static RateLimit of(long permits, Duration period) {
        return new RateLimit(permits, period, permits);
    }

    /**
     * Returns this limit with another burst.
     *
     * @param value how many times at once, 1 to a billion
     * @return the changed limit
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public RateLimit withBurst(long value) {
        return new RateLimit(permits, period, value);
    }
}
