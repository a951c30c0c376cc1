package io.litestack.cache;

import io.litestack.core.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Time that goes on by itself, so that waits end, and that a test can put ahead; and a wall clock that a test can set. */
public final class TestTime implements InstantSource, Ticker {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final long begun;
    private final int slowness;
    private final AtomicLong ahead = new AtomicLong();
    private final AtomicLong wallAhead = new AtomicLong();

    public TestTime() {
        this(1);
    }

    /** A time that passes so many times more slowly than the real one: a busy machine is not taken for a disk that stands still. */
    public TestTime(int slowness) {
        this.slowness = slowness;
        this.begun = nanos();
    }

    @Override
    public long nanos() {
        return System.nanoTime() / slowness + ahead.get();
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
