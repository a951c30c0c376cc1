package io.litestack.cache.internal.base;

import io.litestack.core.Ticker;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Wall-clock time from the monotonic clock: a reading of that one is enough for a read of the cache. The two are compared now and then,
 * and if the wall clock was set the difference is taken over. Thread-safe.
 */
public final class CacheClock {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** What the two may differ by: a clock that is slewed is followed in steps of that. */
    private static final long TOLERANCE_NANOS = 1_000 * NANOS_PER_MILLI;

    private final InstantSource wall;
    private final Ticker ticker;
    private volatile long offset;

    public CacheClock(InstantSource wall, Ticker ticker) {
        this.wall = wall;
        this.ticker = ticker;
        this.offset = wallNanos() - ticker.nanos();
    }

    private long wallNanos() {
        Instant now = wall.instant();
        return now.getEpochSecond() * 1_000 * NANOS_PER_MILLI + now.getNano();
    }

    /** The monotonic clock, in nanoseconds. */
    public long ticks() {
        return ticker.nanos();
    }

    /** The wall clock at a reading of the monotonic one, in nanoseconds since 1970. */
    public long nanosAt(long ticks) {
        return ticks + offset;
    }

    public long nanos() {
        return ticker.nanos() + offset;
    }

    public long millis() {
        return nanos() / NANOS_PER_MILLI;
    }

    /**
     * Looks whether the wall clock was set.
     *
     * @return by how many milliseconds it was, or 0
     */
    public synchronized long follow() {
        long step = wallNanos() - nanos();
        if (Math.abs(step) <= TOLERANCE_NANOS) {
            return 0;
        }
        offset += step;
        return step / NANOS_PER_MILLI;
    }
}
