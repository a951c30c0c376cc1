package io.litestack.core.spi.outbox;

import io.litestack.core.Action;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.internal.outbox.SqliteInbox;
import io.litestack.core.spi.StoreInternals;
import java.util.Collection;
import java.util.List;

/**
 * Tells which runs have their effects in this file: for work that is kept in another file, where it is finished only
 * after its effects were committed here. A crash between the two makes it run again; the second attempt finds the row that
 * the first one left, and acknowledges without doing it twice. Thread-safe.
 */
public interface Inbox {
    /**
     * Returns the inbox of a store. Its table is made at the first need.
     *
     * @param store the file of the effects
     * @return the same inbox for all who have the file open in this process
     */
    static Inbox of(Store store) {
        return StoreInternals.of(store).attachment(Inbox.class, SqliteInbox::new);
    }

    /**
     * Commits the effects of a run, unless they are there already.
     *
     * <p>The order is what makes it right. First the write lock of this file is taken. Then {@code fence} asks the file that
     * keeps the work whether it is still this attempt's. An attempt that was stopped before the lock and wakes after another
     * has finished is refused by the fence; one that was stopped after the fence still holds the lock, so that no other
     * attempt can begin here before it has committed, and that one then finds its row. Then the row and the effects are
     * written and committed together.
     *
     * <p>Inside a {@code write} of the same store it is a nested part: its effects are there once the outer one commits.
     *
     * @param run which run it is
     * @param fence throws if the work is no longer this attempt's; it may read other stores, and must not write
     * @param effects what the run does to this file
     * @param <X> the exception that the effects may throw
     * @return true if the effects were committed now, false if an earlier attempt had done so; either way the run can be
     *     acknowledged
     * @throws X if {@code effects} does; nothing is stored, and the run may be attempted again
     * @throws io.litestack.core.StoreException as for {@link Store#write}
     */
    <X extends Exception> boolean runOnce(Run run, Runnable fence, Action<? super Transaction, X> effects) throws X;

    /**
     * Tells whether the effects of a run are committed here.
     *
     * @param run which run
     * @return whether they are, unless it was forgotten since
     */
    boolean isRecorded(Run run);

    /**
     * Forgets runs. Only once it is durable that their work is finished: before that, another attempt would repeat their
     * effects.
     *
     * @param runs which ones; those that are not recorded are ignored
     */
    void forget(Collection<Run> runs);

    /**
     * Lists runs that were recorded and not forgotten, oldest first: some are left behind when a process dies between the
     * finish of its work and {@link #forget}.
     *
     * @param limit at most so many
     * @return the runs; a list of the caller's own
     */
    List<Run> recorded(int limit);
}
