package io.litestack.core.spi;

import io.litestack.core.Transaction;
import org.jspecify.annotations.Nullable;

/** The inner side of an open {@link Transaction}. */
public interface TransactionInternals {
    /**
     * Returns the inner side of a transaction.
     *
     * @param transaction one that a store gave to its {@code write}
     * @return its inner side
     * @throws IllegalArgumentException if the transaction is of another make
     */
    static TransactionInternals of(Transaction transaction) {
        if (transaction instanceof TransactionInternals internals) {
            return internals;
        }
        throw new IllegalArgumentException("not a transaction of a Litestack store: " + transaction.getClass());
    }

    /**
     * Returns the inner side of the store that the transaction belongs to.
     *
     * @return the store
     */
    StoreInternals store();

    /**
     * Runs a command as part of the transaction.
     *
     * @param command what to run
     * @param <R> the type of its result
     * @return its result; void if the transaction is rolled back
     * @throws io.litestack.core.StoreException if it fails
     */
    <R extends @Nullable Object> R run(Command<R> command);

    /**
     * Runs {@code event} after the commit (and its flush, where the store's level asks for it) on a thread of the store,
     * in commit order with the events of all other transactions; dropped at a rollback.
     *
     * @param event what to run; it must be quick
     */
    void afterCommitInOrder(Runnable event);
}
