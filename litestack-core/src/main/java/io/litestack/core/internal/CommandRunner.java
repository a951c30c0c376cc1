package io.litestack.core.internal;

import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreException;
import io.litestack.core.spi.Commands.Ack;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one batch of commands in one transaction and tells everyone how it went. Used only by whoever holds the lane.
 *
 * <h2>When a command fails</h2>
 *
 * The batch is rolled back and run again <em>carefully</em>, each command in a savepoint of its own: the failing one alone is
 * undone and told why. A command that ends the whole transaction (a trigger's {@code RAISE(ROLLBACK)}) is left out of a
 * further run. If the disk is full or fails, everybody in the batch is told so. This costs nothing as long as commands do
 * not fail, which is why commands meet expected conflicts with ON CONFLICT.
 *
 * <h2>Bounds</h2>
 *
 * A batch holds at most {@link #MAX_BATCH} commands and {@link #MAX_BATCH_BYTES} bytes and lasts some 5 ms, so that nobody
 * waits long behind one.
 */
final class CommandRunner {
    private static final int MAX_BATCH = 512;
    private static final long MAX_BATCH_BYTES = 4 << 20;

    /** A command that writes so much may last as long as many others. */
    private static final int LARGE_BYTES = 8 << 10;

    private static final long MAX_BATCH_NANOS = 5_000_000;

    private final StoreEngine engine;
    private final Writer writer;
    private final CommitDispatcher dispatcher;
    private final long waitNanos;
    private final IntConsumer released;
    private final LongAdder committed = new LongAdder();

    /** Makes a runner; {@code released} hears how many commands with a future have been completed. */
    CommandRunner(StoreEngine engine, Writer writer, CommitDispatcher dispatcher, IntConsumer released) {
        this.engine = engine;
        this.writer = writer;
        this.dispatcher = dispatcher;
        this.waitNanos = engine.config().waitTimeout().toNanos();
        this.released = released;
    }

    /** Commands committed so far. */
    long committed() {
        return committed.sum();
    }

    /** Runs one batch from the head of the queue. The lane must be held. */
    void runBatch(Queue<CommandTask<?>> queue, long waitLeftNanos) {
        engine.refuseWritesIfUnsafe();
        if (queue.isEmpty()) {
            return;
        }
        writer.begin(waitLeftNanos);
        List<CommandTask<?>> batch = new ArrayList<>();
        try {
            runAndCommit(queue, batch);
        } finally {
            leaveNobodyWaiting(batch);
        }
    }

    /** An error that nobody foresaw may have left some untold. */
    private void leaveNobodyWaiting(List<CommandTask<?>> batch) {
        if (!batch.stream().allMatch(CommandTask::isDone)) {
            fail(
                    batch,
                    new StoreException("a batch of commands on " + engine.path() + " was given up by an error", null));
        }
    }

    private void runAndCommit(Queue<CommandTask<?>> queue, List<CommandTask<?>> batch) {
        try {
            take(queue, batch);
            engine.files().refuseIfLost();
        } catch (SQLException | RuntimeException | Error e) {
            writer.rollback();
            runCarefully(batch);
            return;
        }
        commit(batch);
    }

    private void take(Queue<CommandTask<?>> queue, List<CommandTask<?>> batch) throws SQLException {
        Session session = writer.session();
        long end = engine.ticks() + MAX_BATCH_NANOS;
        long bytes = 0;
        while (batch.size() < MAX_BATCH && bytes < MAX_BATCH_BYTES) {
            CommandTask<?> task = queue.poll();
            if (task == null) {
                return;
            }
            if (task.take()) {
                batch.add(task);
                task.run(session);
                int size = task.command.sizeBytes();
                bytes += size;
                boolean isTimeToLook = batch.size() % 16 == 0 || size >= LARGE_BYTES;
                if (isTimeToLook && engine.ticks() - end >= 0) {
                    return;
                }
            }
        }
    }

    private void commit(List<CommandTask<?>> batch) {
        long signals = writer.session().takeSignals();
        long number;
        try {
            number = writer.commit(!batch.isEmpty());
        } catch (LitestackException e) {
            if (batch.size() > 1 && breaksConstraint(e)) {
                batch.forEach(it -> runCarefully(List.of(it)));
            } else {
                fail(batch, e);
            }
            return;
        }
        committed.add(batch.size());
        batch.forEach(it -> it.committed(number));
        complete(batch, number);
        engine.signalAfter(number, signals);
        if (engine.isFull() && batch.stream().noneMatch(CommandTask::isFlushedByCaller)) {
            engine.requestSync(number);
        }
    }

    /** A deferred constraint shows at the COMMIT only, which does not tell whose it is. */
    private static boolean breaksConstraint(LitestackException e) {
        return e instanceof StoreException refused && (refused.code() & 0xff) == SqliteErrors.CONSTRAINT;
    }

    /** Runs the batch anew, so that one failing command harms no other. */
    private void runCarefully(List<CommandTask<?>> batch) {
        List<CommandTask<?>> left = new ArrayList<>(batch);
        try {
            while (!left.isEmpty()) {
                engine.files().refuseIfLost();
                writer.begin(waitNanos);
                CommandTask<?> killer = runEachInSavepoint(left);
                left.removeIf(CommandTask::hasFailed);
                if (killer == null) {
                    commit(left);
                    return;
                }
                writer.rollback();
            }
        } catch (LitestackException e) {
            fail(left, e);
        }
    }

    /**
     * Runs each command in a savepoint; those that fail are told so.
     *
     * @return the command that ended the whole transaction, or null if it is ready to commit
     * @throws StoreException if the disk is full or fails, which concerns all; the transaction is rolled back
     */
    private @Nullable CommandTask<?> runEachInSavepoint(List<CommandTask<?>> tasks) {
        Session session = writer.session();
        for (CommandTask<?> task : tasks) {
            try {
                session.run("SAVEPOINT command");
                task.run(session);
                session.run("RELEASE command");
            } catch (SQLException | RuntimeException | Error e) {
                StoreException cause = causeOf(e);
                session.closeStatements();
                if (cause instanceof StorageFullException || (cause.code() & 0xff) == SqliteErrors.IOERR) {
                    writer.rollback();
                    throw cause;
                }
                fail(List.of(task), cause);
                if (!writer.isTransactionAlive() || !undone(session)) {
                    return task;
                }
            }
        }
        return null;
    }

    private static boolean undone(Session session) {
        try {
            session.run("ROLLBACK TO command");
            session.run("RELEASE command");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    StoreException causeOf(Throwable e) {
        return SqliteErrors.ofCommand(e, engine.path());
    }

    // Completing.

    private void complete(List<CommandTask<?>> batch, long number) {
        List<CommandTask<?>> committedOnly = new ArrayList<>();
        List<CommandTask<?>> durable = new ArrayList<>();
        for (CommandTask<?> task : batch) {
            if (task.future != null) {
                (task.ack == Ack.DURABLE && engine.isFull() ? durable : committedOnly).add(task);
            }
        }
        if (!committedOnly.isEmpty()) {
            dispatcher.dispatch(new Completion(committedOnly));
        }
        if (!durable.isEmpty()) {
            dispatcher.dispatchSynced(number, new Completion(durable));
        }
    }

    /** Tells those that do not know yet. */
    void fail(List<CommandTask<?>> tasks, LitestackException cause) {
        List<CommandTask<?>> withFuture = new ArrayList<>();
        for (CommandTask<?> task : tasks) {
            if (!task.isDone()) {
                task.failed(cause);
                if (task.future != null) {
                    withFuture.add(task);
                }
            }
        }
        if (!withFuture.isEmpty()) {
            dispatcher.dispatch(new Completion(withFuture));
        }
    }

    private final class Completion implements CommitDispatcher.Event {
        private final List<CommandTask<?>> tasks;

        Completion(List<CommandTask<?>> tasks) {
            this.tasks = tasks;
        }

        @Override
        public void committed() {
            completeAll(null);
        }

        @Override
        public void unknown(OutcomeUnknownException cause) {
            completeAll(cause);
        }

        private void completeAll(@Nullable OutcomeUnknownException cause) {
            released.accept(tasks.size());
            for (CommandTask<?> task : tasks) {
                task.complete(cause);
            }
        }
    }
}
