package io.litestack.job.spi;

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

    /** Does what is due by the clock: scheduled jobs become ready, schedules fire, abandoned jobs are recovered. */
    void doDue();

    /**
     * Tells when the next scheduled job, schedule or window of a rate is due.
     *
     * @return the time, which may be past; empty if there is none
     */
    Optional<Instant> nextDue();

    /** Ends it: its row is deleted. */
    @Override
    void close();
}
