package io.litestack.job.internal.fetch;

import io.litestack.job.internal.base.WorkerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Releases leases that wait in memory for too long, so that other processes can run them: those of handlers that turned out
 * to be slow, and those of queues whose threads are all in long jobs. Used by one loop; {@link #watch} may be called by any
 * thread.
 */
public final class StalePrefetch {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_WAIT_IF_STUCK_NANOS = 2 * ThreadLoad.SOON_NANOS;

    private final WorkerContext context;
    private final ThreadLoad load;
    private final List<LocalQueue> queues = new ArrayList<>();
    private volatile boolean isWatched;

    public StalePrefetch(WorkerContext context, ThreadLoad load) {
        this.context = context;
        this.load = load;
    }

    /** Adds a queue; only before the loop starts. */
    void add(LocalQueue queue) {
        queues.add(queue);
    }

    /** Leases wait while all threads are in jobs. */
    public void watch() {
        if (!isWatched) {
            isWatched = true;
            context.loops().wakeTimers();
        }
    }

    /** Releases what has waited for too long; returns in how many nanoseconds to be called again. */
    public long runDue() {
        // before the look: what comes during it is watched again
        isWatched = false;
        load.refresh();
        long now = context.resources().ticks();
        boolean isAnyWaiting = false;
        for (LocalQueue queue : queues) {
            if (queue.isWaiting()) {
                queue.releaseOlderThan(now - LONGEST_WAIT_NANOS);
                if (queue.slots().isStuck()) {
                    queue.releaseUnservedSince(now - LONGEST_WAIT_IF_STUCK_NANOS);
                }
                isAnyWaiting |= queue.isWaiting();
            }
        }
        if (isAnyWaiting) {
            isWatched = true;
            return ThreadLoad.SOON_NANOS;
        }
        return INTERVAL_NANOS;
    }
}
