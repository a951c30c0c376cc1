package io.litestack.job;

import java.time.Duration;

/**
 * Runs the jobs of some queues in this process; {@link JobQueue#workers} makes one. There may be several, in one process and
 * in others, on the same queues. Thread-safe.
 */
public interface JobWorkers extends AutoCloseable {
    /**
     * Starts. Starting twice does nothing.
     *
     * @return this
     * @throws io.litestack.core.StoreException if the workers cannot be registered in the file
     * @throws IllegalStateException if it was stopped
     */
    JobWorkers start();

    /**
     * Stops as {@link #stop(Duration)} with the drain timeout of {@link WorkerConfig}.
     *
     * @return whether all handlers have ended
     */
    boolean stop();

    /**
     * Stops gracefully: takes no further jobs, releases those whose handler has not begun, and lets the others go on until
     * the deadline. Then it interrupts them, waits {@link WorkerConfig#interruptTimeout} more, and releases those that end then,
     * unless they say that they are done. Whatever a handler throws from the begin of the stop on releases its job too. None of these loses an attempt. A job whose handler goes on all the same keeps its lease until that ends,
     * or the process does. Stopping twice, or before the start, is allowed.
     *
     * @param drainTimeout how long handlers may go on before they are interrupted
     * @return whether all handlers have ended
     */
    boolean stop(Duration drainTimeout);

    /**
     * Returns the settings.
     *
     * @return what it was made with
     */
    WorkerConfig config();

    /** Stops as {@link #stop()}. */
    @Override
    void close();
}
