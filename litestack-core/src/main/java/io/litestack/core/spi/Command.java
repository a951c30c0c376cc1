package io.litestack.core.spi;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One write of a module: a few statements with bound values and no user code. Commands of many callers are run one after
 * the other in one shared transaction, which is what makes them cheap.
 *
 * <p>So a command must be quick, must not block, must have no effect but its statements, and must bear to be run again:
 * when one command of a batch fails, the batch is rolled back and run anew, each command in a savepoint of its own.
 *
 * @param <R> the type of its result
 */
@FunctionalInterface
public interface Command<R extends @Nullable Object> {
    /**
     * Runs the statements.
     *
     * @param statements prepares them; valid until this method returns
     * @return what to tell the caller once the transaction is committed
     * @throws SQLException to fail this command alone
     */
    R run(Statements statements) throws SQLException;

    /**
     * Returns about how many bytes it writes; batches are bounded by their sum.
     *
     * @return a size in bytes
     */
    default int sizeBytes() {
        return 100;
    }

    /**
     * Hears that its batch is committed, which at {@code FULL} does not say that it is flushed. Called by whoever made the commit,
     * before anybody who waits for a command of the batch goes on: must be quick and must not block. What it throws is reported, and
     * changes nothing. A command that was run in an open transaction hears nothing: whoever runs it there knows when that is committed.
     */
    default void batchCommitted() {}

    /**
     * Returns what is to happen once the transaction that it ran in is committed (and flushed, where the store's level asks
     * for that), on a thread of the store, in the order of all commits; it is dropped if the transaction is rolled back or its
     * outcome is unknown. Asked for after each {@link #run}.
     *
     * @return a quick event, or null if there is nothing to do, as by default
     */
    default @Nullable Runnable event() {
        return null;
    }

    /**
     * Returns whether the event may as well run on a thread of a caller that has just committed, which is sooner: only if it is
     * quick and calls no code of an application, which might want what that thread has locked. Asked for after each commit.
     *
     * @return whether any thread may run it; false by default
     */
    default boolean isEventForAnyThread() {
        return false;
    }
}
