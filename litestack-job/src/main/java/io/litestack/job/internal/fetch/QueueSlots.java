package io.litestack.job.internal.fetch;

import io.litestack.job.QueueConfig;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many leases these workers may hold of one queue.
 *
 * <p>Every lease takes a slot, from before its command is submitted until its handler has ended. There are as many slots as
 * threads that the other queues leave to this one ({@link ThreadLoad}), and some more to keep busy threads supplied: as many as
 * these threads run within {@link ThreadLoad#SOON_NANOS}, judged by how long handlers took lately. So while handlers take
 * microseconds hundreds of jobs are prefetched, which makes batches large; while they take seconds, or the threads are in long
 * jobs of other queues, there are none, and no job waits behind a long one as long as another process has a free worker. If a
 * thread is occupied unexpectedly, what was prefetched for it is released. A command may be run twice, so slots are taken
 * outside of it. Thread-safe.
 */
public final class QueueSlots {
    private static final long SLOW_NANOS = 1_000_000_000;
    private static final int WORTHWHILE = 128;

    private final ThreadLoad load;
    private final boolean hasOwnThreads;
    private volatile int concurrency;
    private final int prefetch;
    private final AtomicInteger taken = new AtomicInteger();

    /** How long handlers took lately; negative as long as that is unknown. */
    private volatile long meanRunNanos = -1;

    /** How many threads have been in a job of this queue for long. */
    private volatile int longRunning;

    /**
     * Starts with all slots free.
     *
     * @param load of the threads that the queues share
     * @param queue the settings of the queue
     * @param concurrency how many of its jobs run at once
     * @param prefetch how many more may be prefetched
     */
    QueueSlots(ThreadLoad load, QueueConfig queue, int concurrency, int prefetch) {
        this.load = load;
        this.hasOwnThreads = queue.spawn();
        this.concurrency = concurrency;
        this.prefetch = hasOwnThreads ? 0 : prefetch;
    }

    /** Takes as many slots as are free, at most some; returns how many. */
    int reserve(int most) {
        load.refresh();
        if (!hasOwnThreads && isSlow()) {
            // no other queue may count on the same threads
            synchronized (load) {
                return take(most);
            }
        }
        return take(most);
    }

    private int take(int most) {
        while (true) {
            int now = taken.get();
            int free = Math.min(most, limit() - now);
            if (free <= 0) {
                return 0;
            }
            if (taken.compareAndSet(now, now + free)) {
                return free;
            }
        }
    }

    /** Changes how many of its jobs run at a time; those that have slots keep them. */
    void setConcurrency(int most) {
        concurrency = most;
    }

    void free(int slots) {
        taken.addAndGet(-slots);
    }

    private int limit() {
        if (hasOwnThreads) {
            return concurrency;
        }
        int threads = Math.min(concurrency, load.threadsFor(this));
        long mean = meanRunNanos;
        if (isSlow(mean)) {
            return threads;
        }
        int occupied = longRunning;
        int free = threads - occupied;
        return free <= 0
                ? 0
                : occupied + free + (int) Math.min(prefetch, ThreadLoad.SOON_NANOS / Math.max(1, mean) * free);
    }

    boolean isAnyFree() {
        return taken.get() < limit();
    }

    /**
     * Whether so many are free that a claim is worth it: while handlers are quick, one for a few costs more than it brings.
     */
    boolean areEnoughFree() {
        int limit = limit();
        return limit - taken.get() >= Math.max(1, Math.min(limit / 4, WORTHWHILE));
    }

    /** A handler has ended after some time; its slot is free. */
    void ended(long runNanos) {
        long mean = meanRunNanos;
        meanRunNanos = mean < 0 ? runNanos : mean + (runNanos - mean) / 8;
        free(1);
    }

    /** What was prefetched waited for too long: handlers are slow after all. */
    void prefetchedTooMuch() {
        meanRunNanos = Math.max(meanRunNanos, SLOW_NANOS);
    }

    /** Whether a thread that begins a job is not free again soon; the same as long as nothing is known of the handlers. */
    boolean isSlow() {
        return isSlow(meanRunNanos);
    }

    private static boolean isSlow(long mean) {
        return mean < 0 || mean > ThreadLoad.SOON_NANOS;
    }

    /** Whether all threads that this queue could count on have been in long jobs for a while. */
    boolean isStuck() {
        return Math.min(concurrency, load.threadsFor(this)) - longRunning <= 0;
    }

    // What the load of the threads needs.

    /** How many threads this queue keeps others from counting on. */
    int occupiedThreads() {
        return isSlow() ? taken.get() : longRunning;
    }

    void longRunning(int threads) {
        if (longRunning != threads) {
            longRunning = threads;
        }
    }
}
