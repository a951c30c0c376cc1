package io.litestack.cable;

import io.litestack.core.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The system's monotonic clock, which a test can put ahead. */
final class SteppedTicker implements Ticker {
    private final AtomicLong ahead = new AtomicLong();

    @Override
    public long nanos() {
        return System.nanoTime() + ahead.get();
    }

    void step(Duration by) {
        ahead.addAndGet(by.toNanos());
    }
}
