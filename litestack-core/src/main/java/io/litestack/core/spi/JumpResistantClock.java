package io.litestack.core.spi;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The wall clock, for what cannot be undone. A clock that is suddenly ahead of where the monotonic one says that it should be
 * is believed only once it has been so for an hour; until then the time goes on from where it was. One that is put back is
 * believed at once. Not thread-safe.
 */
public final class JumpResistantClock {
    private static final long MOST_DRIFT_MS = TimeUnit.MINUTES.toMillis(1);
    private static final long PROBATION_NANOS = TimeUnit.HOURS.toNanos(1);

    private final LongSupplier wallMillis;
    private final LongSupplier ticks;
    private long knownMs;
    private long knownAt;
    private boolean isAhead;
    private long aheadSince;

    /**
     * Believes both clocks at first.
     *
     * @param wallMillis the wall clock, in milliseconds
     * @param ticks the monotonic clock, in nanoseconds
     */
    public JumpResistantClock(LongSupplier wallMillis, LongSupplier ticks) {
        this.wallMillis = wallMillis;
        this.ticks = ticks;
        this.knownMs = wallMillis.getAsLong();
        this.knownAt = ticks.getAsLong();
    }

    /**
     * Returns the time.
     *
     * @return milliseconds since 1970, as far as the wall clock is believed
     */
    public long millis() {
        long wall = wallMillis.getAsLong();
        long now = ticks.getAsLong();
        long expected = knownMs + TimeUnit.NANOSECONDS.toMillis(now - knownAt);
        if (wall - expected <= MOST_DRIFT_MS) {
            isAhead = false;
        } else if (!isAhead) {
            isAhead = true;
            aheadSince = now;
        } else if (now - aheadSince >= PROBATION_NANOS) {
            isAhead = false;
        }
        if (isAhead) {
            return expected;
        }
        knownMs = wall;
        knownAt = now;
        return wall;
    }
}
