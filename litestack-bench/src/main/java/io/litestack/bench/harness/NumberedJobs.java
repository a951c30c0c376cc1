package io.litestack.bench.harness;

import java.util.concurrent.CompletableFuture;

/**
 * A job queue with workers in this process. Its jobs do nothing but to tell {@link Runs} their number. Thread-safe.
 */
public interface NumberedJobs extends AutoCloseable {
    /** Enqueues a job and returns once it is stored. */
    void enqueue(long number) throws Exception;

    /** Enqueues so many jobs together, numbered from {@code first} on, the way that is quickest for many. */
    void enqueueAll(long first, int count) throws Exception;

    /** Enqueues a job without waiting, where that is possible; the future tells that it is stored. */
    default CompletableFuture<?> enqueueAsync(long number) throws Exception {
        enqueue(number);
        return CompletableFuture.completedFuture(number);
    }

    /**
     * How many jobs are done, while it goes on: by what the store says, or by how many have run, where whoever runs a job
     * stores that it is done before the next.
     */
    long done();

    /** How many jobs are done by what the store says, once it is known of each whether it was enqueued. */
    long stored() throws Exception;

    @Override
    void close();
}
