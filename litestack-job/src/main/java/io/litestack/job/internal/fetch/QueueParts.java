package io.litestack.job.internal.fetch;

import io.litestack.job.QueueConfig;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.LeaseRegistry;
import io.litestack.job.internal.lease.LeaseReleaser;
import io.litestack.job.internal.lease.WorkerRegistration;

/**
 * What the queues of one set of workers share.
 *
 * @param context of the workers
 * @param leases what they hold
 * @param releaser how they give it back
 * @param registration their row
 * @param load of the threads that the queues share
 * @param idle those of the threads that wait
 * @param stalePrefetch looks after what waits in memory
 * @param standardSpawns how many jobs of a queue with threads of its own run at once, unless it says so
 */
public record QueueParts(
        WorkerContext context,
        LeaseRegistry leases,
        LeaseReleaser releaser,
        WorkerRegistration registration,
        ThreadLoad load,
        IdleThreads idle,
        StalePrefetch stalePrefetch,
        int standardSpawns) {
    /** A queue that spawns can be given so many at run time, whatever it was configured with. */
    private static final int MOST_CONTROLLED = 1_000;

    /** How many jobs of a queue run at once. */
    int concurrencyOf(QueueConfig queue) {
        int configured = configuredConcurrencyOf(queue);
        int controlled = context.controls().concurrency(queue.name());
        if (controlled == 0) {
            return configured;
        }
        return Math.min(
                controlled,
                queue.spawn()
                        ? Math.max(configured, MOST_CONTROLLED)
                        : context.config().workers());
    }

    private int configuredConcurrencyOf(QueueConfig queue) {
        int threads = context.config().workers();
        if (queue.concurrency() > 0) {
            return queue.spawn() ? queue.concurrency() : Math.min(queue.concurrency(), threads);
        }
        return queue.spawn() ? standardSpawns : threads;
    }
}
