package io.litestack.core.internal;

import io.litestack.core.Ticker;
import java.time.Duration;

/** A moment by which something should be over; once it has passed, a little time is left all the same. */
final class Deadline {
    private static final long LEAST_NANOS = 1_000_000;

    private final Ticker ticker;
    private final long end;

    Deadline(Ticker ticker, Duration timeout) {
        this.ticker = ticker;
        this.end = ticker.nanos() + timeout.toNanos();
    }

    long leftNanos() {
        return Math.max(LEAST_NANOS, end - ticker.nanos());
    }

    Duration left() {
        return Duration.ofNanos(leftNanos());
    }
}
