package io.litestack.job;

import io.litestack.core.Action;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One attempt of a job, as its handler sees it. Thread-safe; of use until the handler returns. */
public interface JobContext {
    /**
     * Returns the job's id.
     *
     * @return a number that no other job of this file ever has
     */
    long id();

    /**
     * Returns the name under which the job is stored.
     *
     * @return its type's name, or one of the aliases
     */
    String type();

    /**
     * Returns the queue it came from.
     *
     * @return the queue's name
     */
    String queue();

    /**
     * Returns which attempt this is, not counting those that were released or snoozed.
     *
     * @return 1 for the first
     */
    int attempt();

    /**
     * Returns how many attempts there may be.
     *
     * @return at least 1
     */
    int maxAttempts();

    /**
     * Returns the fencing token: another one for each attempt of each job. Use it, or {@link #id} where a repeated attempt
     * is to be recognised, as an idempotency key at other services.
     *
     * @return such as {@code 4711-2}
     */
    String token();

    /**
     * Returns the tags that it was enqueued with.
     *
     * @return immutable, may be empty
     */
    List<String> tags();

    /**
     * Returns the metadata that it was enqueued with.
     *
     * @return immutable, may be empty
     */
    Map<String, String> metadata();

    /**
     * Returns whether the workers are being stopped: a long handler should come to an end, or give up. Whatever it throws from
     * then on releases the job without having used an attempt, and so does a plain {@link JobHandler} that returns after this
     * method has returned true, unless it had its {@link #write}; the {@link Outcome} of an {@link OutcomeHandler} is
     * applied.
     *
     * @return true from the begin of the stop
     */
    boolean isStopping();

    /**
     * Returns whether the attempt should end because its result is of no use any more: its timeout is over, it is to be given
     * up ({@link JobControl#cancel}), or its lease was lost, since this process was taken for hung.
     *
     * @return true from then on
     */
    boolean isCancelled();

    /**
     * Reports how far the job is; shown by {@link JobAdmin#find}. Cheap: it is written about every quarter of a second, and
     * only the latest.
     *
     * @param done how much is done
     * @param total of how much, or 0 if that is not known
     * @param message what is being done, at most 1,000 characters of which are kept
     */
    void progress(long done, long total, String message);

    /**
     * Returns how earlier attempts have failed. It reads the table.
     *
     * @return oldest first, at most the last 10; may be empty
     */
    List<JobError> errors();

    /**
     * Sets the result of the job, which is stored if it is done, together with that: {@link Job#result} has it for as long as the
     * done job is kept, and at least until the next pruning. It has no effect after {@link #write}.
     *
     * @param value written by the queue's codec; it replaces the one that was set before
     * @throws io.litestack.core.CodecException if it cannot be written
     * @throws IllegalArgumentException if it is null, or larger than a payload may be
     */
    void setResult(Object value);

    /**
     * Runs {@code work} in a write transaction after which the job is done, whatever the handler returns or throws; so there
     * is one such transaction in an attempt. Its effects happen exactly once, whatever crashes.
     *
     * <p>In the queue's own file the job's completion is a part of the transaction: both are stored or neither. In another
     * file a row beside the effects tells a later attempt, after a crash before the completion, that they are there; over a
     * power loss that holds if both files are at {@link io.litestack.core.Sync#FULL}.
     *
     * <p>It holds the store's only writer: do slow things before it.
     *
     * @param store the store of the effects
     * @param work what to run
     * @param <T> the type of its value
     * @param <X> the exception it may throw
     * @return the value of {@code work}
     * @throws X if {@code work} does; the job is not done then
     * @throws LeaseLostException if this attempt does not hold the job any more; nothing was stored
     * @throws EffectsStoredException if an earlier attempt has stored the effects; let it pass, the job is done
     * @throws IllegalStateException if the attempt has had its transaction, or the calling thread is inside a read or write
     * @throws io.litestack.core.StoreException as {@link Store#write}
     */
    <T extends @Nullable Object, X extends Exception> T write(Store store, Work<? super Transaction, T, X> work)
            throws X;

    /**
     * As {@link #write}, for work that returns nothing.
     *
     * @param store the store of the effects
     * @param action what to run
     * @param <X> the exception it may throw
     * @throws X if {@code action} does; the job is not done then
     * @throws LeaseLostException if this attempt does not hold the job any more; nothing was stored
     * @throws EffectsStoredException if an earlier attempt has stored the effects; let it pass, the job is done
     * @throws IllegalStateException if the attempt has had its transaction, or the calling thread is inside a read or write
     * @throws io.litestack.core.StoreException as {@link Store#write}
     */
    @SuppressWarnings("NullAway") // it does not see that Void is nullable here
    default <X extends Exception> void useWrite(Store store, Action<? super Transaction, X> action) throws X {
        this.<@Nullable Void, X>write(store, tx -> {
            action.run(tx);
            return null;
        });
    }
}
