package io.litestack.core.spi;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The queue of the modules' own writes. Commands run in the order in which they were submitted, many in one transaction.
 * Thread-safe.
 *
 * <p>The queue is bounded: {@link #submit} blocks while it is full, up to the store's wait timeout, except on a thread
 * that holds the writer or runs a completion, which is never held up.
 */
public interface Commands {
    /** What the completion of a command waits for. */
    enum Ack {
        /** The commit, and the flush if the store's level asks for it. */
        DURABLE,
        /** The commit only: for what may be lost at a power loss even at {@link io.litestack.core.Sync#FULL}. */
        COMMITTED
    }

    /**
     * Runs a command and waits for it. On a thread that is inside a {@code write} of the same store it becomes part of
     * that transaction.
     *
     * @param command what to run
     * @param ack what to wait for
     * @param <R> the type of its result
     * @return its result
     * @throws io.litestack.core.StoreException as for a write
     * @throws io.litestack.core.ClosedException if the store is closed
     */
    <R extends @Nullable Object> R execute(Command<R> command, Ack ack);

    /**
     * Queues a command. The future completes on a thread of the store, in commit order with the futures of the same ack,
     * never on one that holds the writer; what is attached to it must be quick.
     *
     * @param command what to run
     * @param ack what to complete after
     * @param <R> the type of its result
     * @return its result, or the {@link io.litestack.core.LitestackException} with which it failed
     * @throws io.litestack.core.StoreBusyException if the queue stayed full for the wait timeout
     * @throws io.litestack.core.StoreInterruptedException if the thread was interrupted while the queue was full
     * @throws io.litestack.core.ClosedException if the store is closed
     */
    <R extends @Nullable Object> CompletableFuture<R> submit(Command<R> command, Ack ack);

    /**
     * Tells whether what this thread executes becomes part of a {@code write} that it is inside of, so that its return does
     * not mean that it is committed.
     *
     * @return true inside a write of the same store
     */
    boolean isInTransaction();

    /**
     * Tells whether this thread may be held up for the sake of the queue. Modules that keep a bounded queue of their own in
     * front of this one ask it before they let somebody wait.
     *
     * @return false inside a write of the same store and in a completion
     */
    boolean mayWait();
}
