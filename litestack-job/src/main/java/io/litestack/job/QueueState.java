package io.litestack.job;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A queue that is not worked on as the programs say. Immutable.
 *
 * @param name its name
 * @param pausedAt since when it is paused; empty if it is not
 * @param concurrency how many of its jobs run at a time in each process; empty for as many as its workers say
 */
public record QueueState(String name, Optional<Instant> pausedAt, OptionalInt concurrency) {
    /**
     * Tells whether it is paused.
     *
     * @return whether it is
     */
    public boolean isPaused() {
        return pausedAt.isPresent();
    }
}
