package io.litestack.core.internal;

import java.util.concurrent.TimeUnit;

/** Waiting that an interrupt does not end; the thread's flag is set again afterwards. */
public final class Uninterruptibly {
    private Uninterruptibly() {}

    /**
     * Waits until a thread has ended.
     *
     * @param thread a thread that was started
     * @param timeoutNanos how long to wait at most
     * @return whether it has ended
     */
    public static boolean join(Thread thread, long timeoutNanos) {
        boolean interrupted = false;
        long start = System.nanoTime();
        long left = timeoutNanos;
        while (thread.isAlive() && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = timeoutNanos - (System.nanoTime() - start);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
