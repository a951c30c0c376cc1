package io.litestack.core.internal;

import java.util.concurrent.TimeUnit;

/** Waiting that an interrupt does not end; the thread's flag is set again afterwards. */
final class Uninterruptibly {
    private Uninterruptibly() {}

    /** Waits until the thread has ended, at most for the timeout, which an interrupt lets begin anew. */
    static boolean join(Thread thread, long timeoutNanos) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, timeoutNanos));
                    return !thread.isAlive();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
