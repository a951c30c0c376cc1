package io.litestack.core.internal.context;

import io.litestack.core.Ticker;
import java.time.Duration;

/** A moment by which several steps should be over; even when it has passed each of them gets a little time. */
public final class Deadline {
    private static final long LEAST_NANOS = 500_000_000;

    private final Ticker ticker;
    private final long end;

    public Deadline(Ticker ticker, Duration timeout) {
        this.ticker = ticker;
        this.end = ticker.nanos() + timeout.toNanos();
    }

    public long leftNanos() {
        return Math.max(LEAST_NANOS, end - ticker.nanos());
    }

    public Duration left() {
        return Duration.ofNanos(leftNanos());
    }
}
