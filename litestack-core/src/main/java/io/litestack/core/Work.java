package io.litestack.core;

import org.jspecify.annotations.Nullable;

/**
 * What runs inside a transaction and returns a value.
 *
 * @param <S> what it runs on: a {@link Snapshot} or a {@link Transaction}
 * @param <T> the type of its value
 * @param <X> the exception it may throw; it reaches the caller unchanged, after a rollback
 */
@FunctionalInterface
public interface Work<S extends Snapshot, T extends @Nullable Object, X extends Exception> {
    /**
     * Does the work.
     *
     * @param scope the open transaction; it is valid until this method returns
     * @return the value to hand to the caller
     * @throws X to roll back
     */
    T run(S scope) throws X;
}
