package io.litestack.cable;

import java.time.Instant;
import java.util.Optional;

/**
 * How a named consumer stands, by what is stored. Immutable.
 *
 * @param name its name
 * @param position all of its messages up to here have been handled
 * @param behind how many ids the log is ahead of that, messages of other channels among them
 * @param owner host and process where it is active; empty if nowhere
 * @param failure why it has stopped, if {@link ConsumerOptions.AfterRetries#STOP} has stopped it
 * @param updatedAt when the position was stored
 */
public record ConsumerInfo(
        String name,
        Position position,
        long behind,
        Optional<String> owner,
        Optional<String> failure,
        Instant updatedAt) {}
