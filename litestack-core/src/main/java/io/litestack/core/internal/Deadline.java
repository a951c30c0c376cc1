package io.litestack.core.internal;

import io.litestack.core.Ticker;
import java.time.Duration;

/** A moment by which several steps should be over; even when it has passed each of them gets a little time. */
final class Deadline {
    private static final long LEAST_NANOS = 500_000_000;

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
