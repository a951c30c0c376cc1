package io.litestack.core.internal.batch;

import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreException;
import io.litestack.core.internal.commit.CommitDispatcher;
import io.litestack.core.internal.commit.PendingEvents.Pending;
import io.litestack.core.internal.commit.PostCommit;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.internal.write.WriteConnection;
import io.litestack.core.internal.write.WriterAccess;
import io.litestack.core.spi.Commands.Ack;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one batch of commands in one transaction and completes each with its outcome. Used only by whoever holds the writer's lock.
 *
 * <h2>When a command fails</h2>
 *
 * The batch is rolled back and run again <em>carefully</em>, each command in a savepoint of its own: the failing one alone is
 * undone and fails with its cause. A command that ends the whole transaction (a trigger's {@code RAISE(ROLLBACK)}) is left out of a
 * further run. If the disk is full or fails, all commands of the batch fail. This costs nothing as long as commands do
 * not fail, which is why commands meet expected conflicts with ON CONFLICT.
 *
 * <h2>Bounds</h2>
 *
 * A batch holds at most {@link #MAX_BATCH} commands and {@link #MAX_BATCH_BYTES} bytes and lasts some 5 ms, so that nobody
 * waits long behind one.
 */
final class BatchExecutor {
    private static final int MAX_BATCH = 512;

    /** An empty list made without a capacity does not heed ensureCapacity. */
    private static final int FIRST_CAPACITY = 16;

    private static final long MAX_BATCH_BYTES = 4 << 20;

    /** A command that writes so much may last as long as many others. */
    private static final int LARGE_BYTES = 8 << 10;

    private static final long MAX_BATCH_NANOS = 5_000_000;

    private final StoreContext store;
    private final WriterAccess access;
    private final WriteConnection writer;
    private final PostCommit postCommit;
    private final GroupCommit group;
    private final long waitNanos;
    private final IntConsumer released;
    private final LongAdder committed = new LongAdder();

    /** Made beforehand: where it is needed there may be no memory for it. */
    private final StoreException broken;

    /** Makes an executor; {@code released} hears how many commands with a future have been completed. */
    BatchExecutor(
            StoreContext store, WriterAccess access, PostCommit postCommit, GroupCommit group, IntConsumer released) {
        this.store = store;
        this.access = access;
        this.writer = access.connection();
        this.postCommit = postCommit;
        this.group = group;
        this.waitNanos = store.config().waitTimeout().toNanos();
        this.released = released;
        this.broken = new StoreException(
                "a batch of commands on " + store.path()
                        + " was given up because of an error; nothing of it was stored."
                        + " See the log for the error, then try again",
                null);
    }

    /** Commands committed so far. */
    long committed() {
        return committed.sum();
    }

    /**
     * Runs one batch from the head of the queue. The writer's lock must be held; after its release the events of the batch are run
     * by {@link PostCommit#assist} or {@link PostCommit#signal}.
     *
     * @param waitLeftNanos how long to wait for another process at most
     * @param waitedNanos how long the oldest command has waited; named if that times out
     */
    void runBatch(Queue<QueuedCommand<?>> queue, long waitLeftNanos, long waitedNanos) {
        if (queue.isEmpty()) {
            return;
        }
        access.admit();
        access.watch();
        ArrayList<QueuedCommand<?>> batch = new ArrayList<>(FIRST_CAPACITY);
        writer.begin(waitLeftNanos, waitedNanos);
        try {
            runAndCommit(queue, batch);
        } finally {
            leaveNobodyWaiting(batch);
        }
    }

    /**
     * An error that nobody foresaw may have left some that do not know what became of them: nothing did. By finally, not by
     * catch: a handler that runs for the first time loads the class that it catches, which needs memory.
     */
    private void leaveNobodyWaiting(List<QueuedCommand<?>> batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.get(i).isDone()) {
                try {
                    writer.doubt();
                    writer.rollback();
                } finally {
                    failFrom(i, batch);
                }
                return;
            }
        }
    }

    /** First those whose threads wait, which needs no memory. */
    private void failFrom(int first, List<QueuedCommand<?>> batch) {
        for (int i = first; i < batch.size(); i++) {
            QueuedCommand<?> command = batch.get(i);
            if (command.future == null && !command.isDone()) {
                command.failed(broken);
            }
        }
        for (int i = first; i < batch.size(); i++) {
            fail(batch.get(i), broken);
        }
    }

    @SuppressWarnings("NonApiType") // its capacity matters
    private void runAndCommit(Queue<QueuedCommand<?>> queue, ArrayList<QueuedCommand<?>> batch) {
        Completions completions;
        try {
            take(queue, batch);
            group.batched(countWaitedFor(batch));
            access.admission().refuseIfFilesLost();
            completions = new Completions(batch);
        } catch (Throwable e) {
            // whatever a command throws, also a checked exception that the compiler was kept from seeing
            writer.rollback();
            runCarefully(batch);
            return;
        }
        commit(batch, completions);
    }

    @SuppressWarnings("NonApiType") // its capacity matters
    private void take(Queue<QueuedCommand<?>> queue, ArrayList<QueuedCommand<?>> batch) throws SQLException {
        CachedConnection connection = writer.current();
        long end = store.ticks() + MAX_BATCH_NANOS;
        long bytes = 0;
        while (batch.size() < MAX_BATCH && bytes < MAX_BATCH_BYTES) {
            // a command that has left the queue must not get lost for want of memory
            batch.ensureCapacity(batch.size() + 1);
            QueuedCommand<?> command = queue.poll();
            if (command == null) {
                return;
            }
            if (command.take()) {
                batch.add(command);
                command.run(connection);
                int size = command.sizeBytes();
                bytes += size;
                boolean isTimeToLook = batch.size() % 16 == 0 || size >= LARGE_BYTES;
                if (isTimeToLook && store.ticks() - end >= 0) {
                    return;
                }
            }
        }
    }

    private static int countWaitedFor(List<QueuedCommand<?>> batch) {
        int count = 0;
        for (int i = 0; i < batch.size(); i++) {
            count += batch.get(i).future == null ? 1 : 0;
        }
        return count;
    }

    private void commit(List<QueuedCommand<?>> batch, Completions completions) {
        long signals = writer.current().takeSignals();
        long number;
        try {
            number = writer.commit(!batch.isEmpty());
        } catch (LitestackException e) {
            if (batch.size() > 1 && breaksConstraint(e)) {
                for (QueuedCommand<?> command : batch) {
                    runCarefully(List.of(command));
                }
            } else {
                failAll(batch, e);
            }
            return;
        }
        // the commit is made: from here on nothing allocates before everybody is sure to hear of it
        committed.add(batch.size());
        tellCommands(batch);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).committed(number);
        }
        completions.add(number);
        follow(batch, number, signals);
    }

    private void tellCommands(List<QueuedCommand<?>> batch) {
        for (int i = 0; i < batch.size(); i++) {
            try {
                batch.get(i).command.batchCommitted();
            } catch (Throwable e) {
                postCommit.report(e);
            }
        }
    }

    /** What follows a commit; nothing of it may look like a failure of the commit. */
    private void follow(List<QueuedCommand<?>> batch, long number, long signals) {
        try {
            if (postCommit.isFull() && !isFlushedByCaller(batch)) {
                postCommit.requestFlush(number);
            }
            postCommit.notifyAfter(number, signals);
        } catch (Throwable e) {
            postCommit.report(e);
        }
    }

    private static boolean isFlushedByCaller(List<QueuedCommand<?>> batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.get(i).isFlushedByCaller()) {
                return true;
            }
        }
        return false;
    }

    /** A deferred constraint shows at the COMMIT only, which does not say whose it is. */
    private static boolean breaksConstraint(LitestackException e) {
        return e instanceof StoreException refused && (refused.code() & 0xff) == SqliteErrors.CONSTRAINT;
    }

    /** Runs the batch anew, so that one failing command harms no other. */
    private void runCarefully(List<QueuedCommand<?>> batch) {
        List<QueuedCommand<?>> left = new ArrayList<>(batch);
        try {
            while (!left.isEmpty()) {
                access.admission().refuseIfFilesLost();
                writer.begin(waitNanos);
                QueuedCommand<?> killer = runEachInSavepoint(left);
                left.removeIf(QueuedCommand::hasFailed);
                if (killer == null) {
                    commit(left, new Completions(left));
                    return;
                }
                writer.rollback();
            }
        } catch (LitestackException e) {
            failAll(left, e);
        }
    }

    /**
     * Runs each command in a savepoint; those that fail are completed so.
     *
     * @return the command that ended the whole transaction, or null if it is ready to commit
     * @throws StoreException if the disk is full or fails, which concerns all; the transaction is rolled back
     */
    private @Nullable QueuedCommand<?> runEachInSavepoint(List<QueuedCommand<?>> commands) {
        CachedConnection connection = writer.current();
        for (QueuedCommand<?> command : commands) {
            try {
                connection.run("SAVEPOINT command");
                command.run(connection);
                connection.run("RELEASE command");
            } catch (Throwable e) {
                StoreException cause = causeOf(e);
                connection.closeStatements();
                if (cause instanceof StorageFullException || (cause.code() & 0xff) == SqliteErrors.IOERR) {
                    writer.rollback();
                    throw cause;
                }
                fail(command, cause);
                if (!writer.isTransactionAlive() || !undone(connection)) {
                    return command;
                }
            }
        }
        return null;
    }

    private static boolean undone(CachedConnection connection) {
        try {
            connection.run("ROLLBACK TO command");
            connection.run("RELEASE command");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    StoreException causeOf(Throwable e) {
        return SqliteErrors.ofCommand(e, store.path());
    }

    // Completing.

    /** Fails those that are not done yet. */
    private void failAll(List<QueuedCommand<?>> commands, LitestackException cause) {
        for (int i = 0; i < commands.size(); i++) {
            fail(commands.get(i), cause);
        }
    }

    /** Fails a command, unless it is done already. */
    void fail(QueuedCommand<?> command, LitestackException cause) {
        if (command.isDone()) {
            return;
        }
        command.failed(cause);
        if (command.future != null) {
            try {
                postCommit.dispatch(new Pending(new Completion(List.of(command))));
            } catch (Throwable e) {
                // no memory even for that: rather here than never
                released.accept(1);
                command.complete(null);
            }
        }
    }

    /** The completions of a batch, made before its commit. */
    private final class Completions {
        private final @Nullable Pending committedOnly;
        private final @Nullable Pending durable;

        Completions(List<QueuedCommand<?>> batch) {
            committedOnly = pending(batch, false);
            durable = pending(batch, true);
        }

        private @Nullable Pending pending(List<QueuedCommand<?>> batch, boolean isDurable) {
            List<QueuedCommand<?>> commands = new ArrayList<>();
            for (QueuedCommand<?> command : batch) {
                if (command.isDispatched() && isDurable == isFlushedFirst(command)) {
                    commands.add(command);
                }
            }
            return commands.isEmpty() ? null : new Pending(new Completion(commands));
        }

        /** Others must not see an event of what a power loss may take, whatever the caller waits for. */
        private boolean isFlushedFirst(QueuedCommand<?> command) {
            return postCommit.isFull() && (command.ack == Ack.DURABLE || command.future == null);
        }

        void add(long number) {
            if (committedOnly != null) {
                postCommit.add(committedOnly);
            }
            if (durable != null) {
                postCommit.addDurable(number, durable);
            }
        }
    }

    private final class Completion implements CommitDispatcher.Event {
        private final List<QueuedCommand<?>> commands;

        Completion(List<QueuedCommand<?>> commands) {
            this.commands = commands;
        }

        @Override
        public boolean isForAnyThread() {
            for (int i = 0; i < commands.size(); i++) {
                if (!commands.get(i).isEventForAnyThread()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void committed() {
            for (int i = 0; i < commands.size(); i++) {
                try {
                    commands.get(i).runEvent();
                } catch (Throwable e) {
                    store.listener().onHookFailure(store.path(), e);
                }
            }
            completeAll(null);
        }

        @Override
        public void unknown(OutcomeUnknownException cause) {
            completeAll(cause);
        }

        private void completeAll(@Nullable OutcomeUnknownException cause) {
            released.accept(countFutures());
            for (int i = 0; i < commands.size(); i++) {
                commands.get(i).complete(cause);
            }
        }

        private int countFutures() {
            int count = 0;
            for (int i = 0; i < commands.size(); i++) {
                count += commands.get(i).future == null ? 0 : 1;
            }
            return count;
        }
    }
}
