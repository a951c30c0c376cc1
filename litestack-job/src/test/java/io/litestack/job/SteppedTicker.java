package io.litestack.job;

import io.litestack.core.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The system's monotonic clock, which a test can put ahead, and stop. */
final class SteppedTicker implements Ticker {
    private static final long RUNS = Long.MIN_VALUE;

    private final AtomicLong ahead = new AtomicLong();
    private volatile long stoppedAt = RUNS;

    @Override
    public long nanos() {
        long stopped = stoppedAt;
        return (stopped == RUNS ? System.nanoTime() : stopped) + ahead.get();
    }

    void step(Duration by) {
        ahead.addAndGet(by.toNanos());
    }

    /** Every handler is quick from now on, and nothing has waited for long, however slow the machine is. */
    void stop() {
        stoppedAt = System.nanoTime();
    }
}
