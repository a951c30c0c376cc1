package io.litestack.cable;

import io.litestack.core.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * What reads a state together with the position from which its changes follow.
 *
 * @param <T> the type of its value
 * @param <X> the exception it may throw
 */
@FunctionalInterface
public interface SnapshotWork<T extends @Nullable Object, X extends Exception> {
    /**
     * Reads the state.
     *
     * @param snapshot an unchanging view of the store; it is valid until this method returns
     * @param position where to subscribe from: each change that the view does not have comes after it
     * @return the value to hand to the caller
     * @throws X whatever the reading throws
     */
    T run(Snapshot snapshot, Position position) throws X;
}
