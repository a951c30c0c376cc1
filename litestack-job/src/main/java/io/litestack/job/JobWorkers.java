package io.litestack.job;

import java.time.Duration;

/**
 * Runs the jobs of some queues in this process; {@link JobQueue#workers} makes one. There may be several, in one process and
 * in others, on the same queues. Thread-safe.
 */
public interface JobWorkers extends AutoCloseable {
    /**
     * Starts the threads, once these workers are registered in the file, for which it waits for the writer, at most for the
     * wait timeout of the store. Starting twice does nothing.
     *
     * @return this
     * @throws io.litestack.core.StoreException if the workers cannot be registered in the file
     * @throws IllegalStateException if it was stopped
     */
    JobWorkers start();

    /**
     * Stops as {@link #stop(Duration)} with the drain timeout of {@link WorkerConfig}.
     *
     * @return whether all handlers have ended and all of their completions are written
     */
    boolean stop();

    /**
     * Stops gracefully: takes no further jobs, releases those whose handler has not begun, and lets the others go on until
     * the deadline. Then it interrupts them, waits {@link WorkerConfig#interruptTimeout} more, and releases those that end
     * then, unless they say that they are done. Whatever a handler throws from the begin of the stop on releases its job too.
     * None of these loses an attempt. A job whose handler goes on all the same keeps its lease until that ends, or the
     * process does. Stopping twice, or before the start, is allowed.
     *
     * <p>It blocks until then, at most for both timeouts, and an interrupt of the calling thread does not end the wait; the
     * flag is set again afterwards. On the thread of a job it waits for that job in vain, for both timeouts.
     *
     * @param drainTimeout how long handlers may go on before they are interrupted; zero interrupts them at once
     * @return whether all handlers have ended and all of their completions are written
     */
    boolean stop(Duration drainTimeout);

    /**
     * Returns the settings.
     *
     * @return what it was made with
     */
    WorkerConfig config();

    /** Stops as {@link #stop()}. Completions that cannot be written then are given up: those jobs run again elsewhere. */
    @Override
    void close();
}
