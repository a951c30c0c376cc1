package io.litestack.core.internal.batch;

import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.internal.context.Threads;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.write.WriterLock;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One submitted command on its way: queued, then taken into a batch (or withdrawn by its caller), then committed or
 * failed. It has either a future or a waiting thread.
 */
final class QueuedCommand<R extends @Nullable Object> implements WriterLock.Permit {
    private static final int COMPLETE_TRIES = 1_000;
    private static final long COMPLETE_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private enum State {
        QUEUED,
        TAKEN,
        WITHDRAWN,
        COMMITTED,
        FAILED
    }

    final Command<R> command;
    final Ack ack;
    final long submittedAt;
    final @Nullable CompletableFuture<R> future;
    private final GroupCommit group;
    private final Thread caller = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

    /** Set by whoever leads the batch, before the state that publishes them. */
    private @Nullable R result;

    private @Nullable Runnable event;

    private @Nullable LitestackException failure;
    private long commit;

    /** Whether its caller sleeps until it is done, or is about to. */
    private volatile boolean isAsleep;

    QueuedCommand(
            Command<R> command, Ack ack, long submittedAt, @Nullable CompletableFuture<R> future, GroupCommit group) {
        this.command = command;
        this.ack = ack;
        this.submittedAt = submittedAt;
        this.future = future;
        this.group = group;
    }

    /** The thread that submitted it, and leads in its name. */
    @Override
    public Thread thread() {
        return caller;
    }

    /** Takes it into a batch; false if it was withdrawn. */
    boolean take() {
        return leaveQueue(State.TAKEN);
    }

    /** Takes it back for its caller; false if it is in a batch already. Nothing of it is stored then. */
    boolean withdraw() {
        return leaveQueue(State.WITHDRAWN);
    }

    private boolean leaveQueue(State next) {
        boolean hasLeft = state.compareAndSet(State.QUEUED, next);
        if (hasLeft && future == null) {
            group.left();
        }
        return hasLeft;
    }

    /** Whether its caller will flush, or wait for who does. */
    boolean isFlushedByCaller() {
        return future == null && ack == Ack.DURABLE;
    }

    int sizeBytes() {
        return command.sizeBytes();
    }

    void run(CachedConnection connection) throws SQLException {
        result = command.run(connection);
        event = command.event();
    }

    /** Whether something is to happen on the dispatcher's thread when it is committed. */
    boolean isDispatched() {
        return future != null || event != null;
    }

    /** Whether the event that follows its commit may run on any thread; one that has a future runs an application's code. */
    boolean isEventForAnyThread() {
        return future == null && command.isEventForAnyThread();
    }

    /** Runs the event that follows its commit, if it was committed; called on the dispatcher's thread. */
    void runEvent() {
        Runnable after = event;
        if (after != null && failure == null) {
            after.run();
        }
    }

    boolean isDone() {
        State now = state.get();
        return now == State.COMMITTED || now == State.FAILED;
    }

    /** Wakes the waiting thread; a future is completed later, by {@link #complete}. */
    void committed(long number) {
        commit = number;
        state.set(State.COMMITTED);
        wakeCaller();
    }

    /** Wakes the waiting thread; a future is completed later, by {@link #complete}. */
    void failed(LitestackException cause) {
        failure = cause;
        state.set(State.FAILED);
        wakeCaller();
    }

    /** From now on its caller has to be woken. */
    void sleeps() {
        isAsleep = true;
    }

    private void wakeCaller() {
        if (isAsleep && caller != Thread.currentThread()) {
            LockSupport.unpark(caller);
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** The commit's number, for a command that is done without failure. */
    long commit() {
        return commit;
    }

    /** The result, for the waiting thread; called when the command is done. */
    @SuppressWarnings("NullAway") // R itself says whether the result may be null
    R get() {
        if (failure != null) {
            throw failure;
        }
        return result;
    }

    /**
     * Completes the future; called on the dispatcher's thread. If there is no memory for it just now it is tried for as long as
     * that lasts: the future would never be completed otherwise.
     */
    void complete(@Nullable OutcomeUnknownException unknown) {
        long pause = COMPLETE_PAUSE_NANOS;
        for (int tries = 0; tries < COMPLETE_TRIES && future != null && !future.isDone(); ) {
            try {
                tryToComplete(unknown);
            } catch (OutOfMemoryError e) {
                Threads.pause(pause);
                pause = Math.min(LONGEST_PAUSE_NANOS, pause + COMPLETE_PAUSE_NANOS);
            } catch (Throwable e) {
                tries++;
                Threads.pause(COMPLETE_PAUSE_NANOS);
            }
        }
    }

    private void tryToComplete(@Nullable OutcomeUnknownException unknown) {
        if (future == null) {
            return;
        }
        if (failure != null) {
            future.completeExceptionally(failure);
        } else if (unknown != null) {
            future.completeExceptionally(unknown);
        } else {
            future.complete(get());
        }
    }
}
