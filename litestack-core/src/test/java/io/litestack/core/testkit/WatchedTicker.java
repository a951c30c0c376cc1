package io.litestack.core.testkit;

import io.litestack.core.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it, and knows when the watchdog of a store looks at it. */
public final class WatchedTicker implements Ticker {
    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger looks = new AtomicInteger();

    @Override
    public long nanos() {
        if (Thread.currentThread().getName().contains("watchdog")) {
            looks.incrementAndGet();
        }
        return now.get();
    }

    public void advance(Duration span) {
        now.addAndGet(span.toNanos());
    }

    /** Returns when the watchdog has looked at everything that there was before the call. */
    public void awaitLooks() {
        int before = looks.get();
        // a look asks for the time up to twice, and one may be under way
        Eventually.until("the watchdog has looked", () -> looks.get() >= before + 4);
    }
}
