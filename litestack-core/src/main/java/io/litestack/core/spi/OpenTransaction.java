package io.litestack.core.spi;

import io.litestack.core.Transaction;

/**
 * A write transaction that no callback bounds: it lasts until it is committed, rolled back or closed, or until the
 * transaction timeout of its store, whichever comes first. It holds the writer for as long.
 *
 * <p>It belongs to no thread: one may begin it and another end it, but only one may use it at a time.
 */
public interface OpenTransaction extends AutoCloseable {
    /**
     * Returns the transaction, for its statements.
     *
     * @return always the same one
     */
    Transaction transaction();

    /**
     * Returns the transaction, for who runs its statements by the driver's own objects.
     *
     * @return always the same one
     */
    StatementSource statements();

    /**
     * Tells whether it can still be used and committed, as it looks now. Any thread may ask.
     *
     * @return false once its owner, an error or the store has ended it
     */
    boolean isOpen();

    /**
     * Sets a savepoint. They are numbered from 1, by their depth.
     *
     * @return its number
     * @throws io.litestack.core.StoreException if SQLite refuses it
     * @throws IllegalStateException if the transaction has ended
     */
    int setSavepoint();

    /**
     * Undoes what was done since a savepoint, and drops the hooks that were registered since; the savepoint stays, those set
     * after it do not.
     *
     * @param savepoint its number
     * @throws io.litestack.core.StoreException if SQLite refuses it
     * @throws IllegalStateException if the transaction has ended
     */
    void rollbackTo(int savepoint);

    /**
     * Forgets a savepoint, and those set after it.
     *
     * @param savepoint its number
     * @throws io.litestack.core.StoreException if SQLite refuses it
     * @throws IllegalStateException if the transaction has ended
     */
    void release(int savepoint);

    /**
     * Commits, waits for the flush if the store asks for one, and runs the hooks.
     *
     * @throws IllegalStateException if it was committed or rolled back before
     * @throws io.litestack.core.StoreException if nothing was stored, or the outcome is unknown, as for {@link
     *     io.litestack.core.Store#write}
     */
    void commit();

    /** Rolls back and runs the hooks for that; does nothing if the transaction has ended. */
    void rollback();

    /** As {@link #rollback}. */
    @Override
    void close();
}
