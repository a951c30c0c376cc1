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

    /** The two are compared by readings that are not further apart. */
    private static final long CLOSE_NANOS = 50 * NANOS_PER_MILLI;

    private static final int MOST_READINGS = 10;

    private final InstantSource wall;
    private final Ticker ticker;
    private volatile long offset;

    public CacheClock(InstantSource wall, Ticker ticker) {
        this.wall = wall;
        this.ticker = ticker;
        this.offset = difference();
    }

    /** What the wall clock is ahead: a thread that stands still between the readings must not be taken for a clock that was set. */
    private long difference() {
        long before = ticker.nanos();
        for (int i = 1; ; i++) {
            long wallNanos = wallNanos();
            long after = ticker.nanos();
            if (after - before <= CLOSE_NANOS || i == MOST_READINGS) {
                return wallNanos - after;
            }
            before = after;
        }
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
        long step = difference() - offset;
        if (Math.abs(step) <= TOLERANCE_NANOS) {
            return 0;
        }
        offset += step;
        return step / NANOS_PER_MILLI;
    }
}
