package io.litestack.job.fault;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Waits for as long as it goes on, however much there is to do; a minute without progress is a failure. */
final class Progress {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private Progress() {}

    /**
     * Waits until a count has reached a number.
     *
     * @param what is counted
     * @param count may only grow
     * @param check called before each look; throws to fail at once
     */
    static void until(String what, LongSupplier count, long wanted, Runnable check) {
        long last = -1;
        long grewAt = System.nanoTime();
        for (long now = count.getAsLong(); now < wanted; now = count.getAsLong()) {
            check.run();
            if (now > last) {
                last = now;
                grewAt = System.nanoTime();
            } else if (System.nanoTime() - grewAt > PATIENCE_NANOS) {
                throw new AssertionError("no progress for a minute: " + now + " of " + wanted + " " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
