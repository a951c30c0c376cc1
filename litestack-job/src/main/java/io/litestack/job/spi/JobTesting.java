package io.litestack.job.spi;

import io.litestack.job.JobQueue;
import io.litestack.job.WorkerConfig;
import org.jspecify.annotations.Nullable;

/** The side of a queue that is for tests of applications. Thread-safe. */
public interface JobTesting {
    /**
     * Returns that side of a queue.
     *
     * @param queue a queue that {@link JobQueue#open} returned
     * @return its side for tests
     * @throws IllegalArgumentException if the queue is of another make
     */
    static JobTesting of(JobQueue queue) {
        if (queue instanceof JobTesting testing) {
            return testing;
        }
        throw new IllegalArgumentException("not a queue that JobQueue.open or Litestack returned: " + queue.getClass());
    }

    /**
     * Has something run whenever a call has enqueued jobs: on the thread of that call, once they are committed, and before it
     * returns.
     *
     * @param action what to run, or null for nothing
     */
    void afterEnqueue(@Nullable Runnable action);

    /**
     * Makes a worker without threads for jobs: whoever calls it runs them.
     *
     * @param config how failures are treated; its queues do not matter
     * @return the worker; close it
     */
    ManualWorker manualWorker(WorkerConfig config);

    /** Has the workers of this process look at the clock now, which somebody has moved. */
    void clockMoved();

    /**
     * Takes a running job from whoever runs it, as if that process had died: what its handler does later is refused.
     *
     * @param id the job
     * @return whether it was running
     */
    boolean abandon(long id);

    /** Has the workers of this process look for abandoned jobs now. */
    void recoverAbandoned();
}
