package io.litestack.cache.internal.write;

import io.litestack.cache.internal.base.CacheContext;
import java.util.concurrent.atomic.AtomicLong;

/** What is done when puts cannot be stored, or not in time. Thread-safe. */
public final class Degradation {
    private static final long REPORT_INTERVAL_NANOS = 60_000_000_000L;

    private final CacheContext context;
    private final AtomicLong unreported = new AtomicLong();
    private volatile long reportedAt;
    private volatile boolean isFailing;

    public Degradation(CacheContext context) {
        this.context = context;
        this.reportedAt = context.clock().ticks() - REPORT_INTERVAL_NANOS;
    }

    /** Puts could not be stored, and are removals now. */
    void failed(int puts, Throwable cause) {
        isFailing = true;
        degraded(puts, String.valueOf(cause.getMessage()));
    }

    /** Puts became removals. */
    void degraded(int puts, String cause) {
        context.counters().degradedPuts.add(puts);
        unreported.addAndGet(puts);
        long now = context.clock().ticks();
        if (now - reportedAt >= REPORT_INTERVAL_NANOS) {
            reportedAt = now;
            context.listener().onDegradation(context.store().config().path(), unreported.getAndSet(0), cause);
        }
    }

    void succeeded() {
        if (isFailing) {
            isFailing = false;
        }
    }

    /** Whether the last try to store something has failed, so that it is to be tried again. */
    public boolean isFailing() {
        return isFailing;
    }
}
