package io.litestack.job.internal.fetch;

import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.lease.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which of the threads that some queues share could soon begin another job. A queue whose jobs take long, or of which that is
 * not known yet, occupies a thread with each lease, from its reservation to its end. A queue whose jobs are quick occupies
 * only the threads whose job has turned out to be long after all; those are looked for on demand, at most once in a
 * millisecond. What is left is what further leases may count on. Thread-safe.
 */
public final class ThreadLoad {
    /** What a lease may wait for a thread, and what a job may take whose thread is counted as free soon. */
    public static final long SOON_NANOS = 20_000_000;

    private static final long SCAN_INTERVAL_NANOS = 1_000_000;

    /** What one thread is doing. */
    public static final class ThreadUse {
        private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();
        private @Nullable QueueSlots queue;

        /** Whether a scan may have counted this thread since that was looked at last. */
        private volatile boolean isCounted;

        /** The thread begins a lease of a queue. */
        public void begin(QueueSlots of, Lease begun) {
            queue = of;
            lease.lazySet(begun);
        }

        /** The thread is done with its lease; returns whether it may be counted as one in a long job. */
        public boolean end() {
            lease.set(null);
            boolean wasCounted = isCounted;
            if (wasCounted) {
                isCounted = false;
            }
            return wasCounted;
        }

        /** The queue of the job that has occupied this thread for long, or null. */
        private @Nullable QueueSlots occupant(long now) {
            Lease current = lease.get();
            Attempt attempt = current == null ? null : current.running();
            if (attempt == null || now - attempt.startedAt() <= SOON_NANOS) {
                return null;
            }
            isCounted = true;
            // a thread that ends it just now either sees that it is counted, or is seen here
            return lease.get() == current ? queue : null;
        }
    }

    private final QueueResources resources;
    private final int threads;
    private final List<QueueSlots> queues = new ArrayList<>();
    private final List<ThreadUse> uses = new CopyOnWriteArrayList<>();
    private volatile long scannedAt;

    public ThreadLoad(QueueResources resources, int threads) {
        this.resources = resources;
        this.threads = threads;
        this.scannedAt = resources.ticks();
    }

    /** Adds a queue that uses these threads; only before they start. */
    void add(QueueSlots queue) {
        queues.add(queue);
    }

    public void add(ThreadUse use) {
        uses.add(use);
    }

    /** How many threads the other queues leave to one, those that its own jobs run on among them. */
    int threadsFor(QueueSlots queue) {
        int left = threads;
        for (QueueSlots other : queues) {
            if (other != queue) {
                left -= other.occupiedThreads();
            }
        }
        return Math.max(0, left);
    }

    /** Finds out which threads are in long jobs, unless that was done a moment ago. */
    void refresh() {
        long now = resources.ticks();
        if (now - scannedAt >= SCAN_INTERVAL_NANOS) {
            scan(now);
        }
    }

    /** A thread that may be counted as one in a long job is free again, however long that job took by its own measure. */
    public void countedThreadEnded() {
        scan(resources.ticks());
    }

    private synchronized void scan(long now) {
        scannedAt = now;
        int[] longRunning = new int[queues.size()];
        for (ThreadUse use : uses) {
            int at = queues.indexOf(use.occupant(now));
            if (at >= 0) {
                longRunning[at]++;
            }
        }
        for (int i = 0; i < longRunning.length; i++) {
            queues.get(i).longRunning(longRunning[i]);
        }
    }
}
