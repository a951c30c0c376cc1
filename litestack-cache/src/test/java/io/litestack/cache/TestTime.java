package io.litestack.cache;

import io.litestack.core.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Time that goes on by itself, so that waits end, and that a test can put ahead; and a wall clock that a test can set. */
public final class TestTime implements InstantSource, Ticker {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final long begun = System.nanoTime();
    private final AtomicLong ahead = new AtomicLong();
    private final AtomicLong wallAhead = new AtomicLong();

    @Override
    public long nanos() {
        return System.nanoTime() + ahead.get();
    }

    @Override
    public Instant instant() {
        return START.plusNanos(nanos() - begun + wallAhead.get());
    }

    /** Time passes. */
    public void pass(Duration time) {
        ahead.addAndGet(time.toNanos());
    }

    /** Somebody sets the wall clock. */
    public void setWall(Duration forward) {
        wallAhead.addAndGet(forward.toNanos());
    }
}
