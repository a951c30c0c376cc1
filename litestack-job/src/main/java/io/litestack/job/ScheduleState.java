package io.litestack.job;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stored schedule, as it was at one moment. Immutable.
 *
 * @param name its name
 * @param schedule when it fires
 * @param type the type of its jobs
 * @param queue their queue
 * @param payload their payload
 * @param nextAt when it fires next; also while it is paused, if it is resumed before that
 * @param lastAt the time for which it has fired last
 * @param lastJob the id of the job that was enqueued then
 * @param fired how many jobs it has enqueued
 * @param pausedAt since when it is paused
 */
public record ScheduleState(
        String name,
        Schedule schedule,
        String type,
        String queue,
        Payload payload,
        Optional<Instant> nextAt,
        Optional<Instant> lastAt,
        OptionalLong lastJob,
        long fired,
        Optional<Instant> pausedAt) {
    /**
     * Tells whether it is paused.
     *
     * @return whether it is
     */
    public boolean isPaused() {
        return pausedAt.isPresent();
    }
}
