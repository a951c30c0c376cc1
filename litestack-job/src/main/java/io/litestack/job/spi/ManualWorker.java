package io.litestack.job.spi;

import io.litestack.job.Job;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A worker that runs jobs when it is told to, one after the other. Not thread-safe; all calls are of one thread at a time. */
public interface ManualWorker extends AutoCloseable {
    /**
     * Claims the next job of a queue that is ready, runs it on this thread, and returns once its completion is stored.
     *
     * @param queue the queue's name
     * @return the job; empty if none is ready that has a handler
     * @throws IllegalStateException if the completion cannot be stored
     */
    OptionalLong runNext(String queue);

    /**
     * Tells whether it would run a job once that is ready.
     *
     * @param job the job
     * @return whether its type has a handler and its queue is not paused
     */
    boolean takes(Job job);

    /** Does what is due by the clock: scheduled jobs become ready, schedules fire, abandoned jobs are recovered. */
    void doDue();

    /**
     * Tells when the next scheduled job, schedule or window of a rate is due.
     *
     * @return the time, which may be past; empty if there is none. A window counts if jobs wait for it.
     */
    Optional<Instant> nextDue();

    /** Ends it: its row is deleted. */
    @Override
    void close();
}
