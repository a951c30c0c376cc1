package io.litestack.cache.internal.coordinate;

import java.time.Duration;

/** How long a lease may last. */
final class Limits {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    private Limits() {}

    static Duration check(Duration limit) {
        if (limit.compareTo(SHORTEST) < 0 || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the time limit of a lease must be 1 ms to " + LONGEST.toDays() + " days, but is " + limit);
        }
        return limit;
    }
}
