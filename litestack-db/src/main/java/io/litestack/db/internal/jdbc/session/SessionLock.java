package io.litestack.db.internal.jdbc.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The lock of a session, and which thread has used that last. Thread-safe. */
final class SessionLock {
    private static final long INTERRUPT_AGAIN_MILLIS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Thread thread;

    void lock() {
        lock.lock();
        Thread current = Thread.currentThread();
        if (thread != current) {
            thread = current;
        }
    }

    void unlock() {
        lock.unlock();
    }

    /** Takes it from a thread that works, which is interrupted until it lets go. */
    void lockAgainst(Runnable interrupt) {
        boolean wasInterrupted = false;
        while (!lock.tryLock()) {
            try {
                if (lock.tryLock(INTERRUPT_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
                interrupt.run();
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who has used the session last. */
    @Nullable
    Thread thread() {
        return thread;
    }
}
