package io.litestack.cache.internal.write;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether what nobody waits for is to be written later, since the store's log is to be copied first. A log that is not copied for a while,
 * because of a reader or of a slow disk, is no reason to wait any longer: what waits here is lost with the process. Thread-safe.
 */
final class LogWait {
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Instead of a time. */
    private static final long NONE = Long.MIN_VALUE;

    private final BooleanSupplier isLogLong;
    private final LongSupplier clock;
    private final Runnable onBegin;

    /** Since when the log is known to be long, in ticks. */
    private final AtomicLong since = new AtomicLong(NONE);

    /**
     * Waits for nothing yet.
     *
     * @param isLogLong whether the log is to be copied
     * @param clock the time in ticks
     * @param onBegin called when a wait begins; is to ask again and again whether it is over
     */
    LogWait(BooleanSupplier isLogLong, LongSupplier clock, Runnable onBegin) {
        this.isLogLong = isLogLong;
        this.clock = clock;
        this.onBegin = onBegin;
    }

    boolean isOn() {
        long begun = since.get();
        if (!isLogLong.getAsBoolean()) {
            if (begun != NONE) {
                since.set(NONE);
            }
            return false;
        }
        if (begun != NONE) {
            return clock.getAsLong() - begun < LONGEST_NANOS;
        }
        if (since.compareAndSet(NONE, clock.getAsLong())) {
            onBegin.run();
        }
        return true;
    }
}
