package io.litestack.core;

/**
 * What runs inside a transaction and returns nothing.
 *
 * @param <S> what it runs on: a {@link Snapshot} or a {@link Transaction}
 * @param <X> the exception it may throw; it reaches the caller unchanged, after a rollback
 */
@FunctionalInterface
public interface Action<S extends Snapshot, X extends Exception> {
    /**
     * Does the work.
     *
     * @param scope the open transaction; it is valid until this method returns
     * @throws X to roll back
     */
    void run(S scope) throws X;
}
