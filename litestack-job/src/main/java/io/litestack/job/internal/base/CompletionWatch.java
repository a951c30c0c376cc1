package io.litestack.job.internal.base;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for the end of a job. It costs those who end jobs one look as long as nobody does. Thread-safe. */
public final class CompletionWatch {
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** How often something has changed. Guarded by the lock. */
    private long changes;

    /** A thread begins to wait; it looks at the table after this call. */
    public void enter() {
        waiting.incrementAndGet();
    }

    public void leave() {
        waiting.decrementAndGet();
    }

    /** A job may have ended. */
    public void signal() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                changes++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** How often something has changed by now. */
    public long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something has changed since, at most for a while. */
    public void await(long since, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (changes == since && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
