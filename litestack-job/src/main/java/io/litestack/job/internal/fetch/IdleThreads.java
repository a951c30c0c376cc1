package io.litestack.job.internal.fetch;

import io.litestack.core.spi.SupervisedThread;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The threads that wait for a job: those that sleep, the last one first, and at most one that stays awake and polls. Whoever
 * brings a job wakes one. Thread-safe.
 */
public final class IdleThreads {
    private final Deque<SupervisedThread> sleeping = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean isPolled = new AtomicBoolean();

    /** Wakes a sleeping thread, unless one is awake to see what there is; false if there is none of either. */
    public boolean wakeOne() {
        if (isPolled.get()) {
            return true;
        }
        SupervisedThread thread = sleeping.poll();
        if (thread != null) {
            thread.unpark();
        }
        return thread != null;
    }

    /** The calling thread wants to stay awake and poll; false if another one does. */
    public boolean beginPolling() {
        return isPolled.compareAndSet(false, true);
    }

    public void endPolling() {
        isPolled.set(false);
    }

    /** A thread is about to sleep: it looks once more for something to do after this call. */
    public void add(SupervisedThread thread) {
        sleeping.push(thread);
    }

    /** A thread is awake; true if it was not woken by {@link #wakeOne}. */
    public boolean remove(SupervisedThread thread) {
        return sleeping.remove(thread);
    }
}
