package io.litestack.core.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the modules' writes in batches, one transaction for many.
 *
 * <h2>Who leads</h2>
 *
 * Commands wait in one queue, in the order of their submission. Whoever has the lane may lead: he takes as many commands
 * from the head as a batch may hold, runs them in one transaction, commits, and tells everyone. A thread that waits for
 * its own command leads if it gets the lane before somebody else has done its work; commands that nobody waits for are led
 * by the writer thread, which sleeps while there are none.
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
 * waits long behind one. The queue holds as many commands as configured, counted until they are completed; then whoever
 * submits waits, except a thread that the queue itself depends on.
 */
final class CommandPipeline implements Commands {
    private static final int MAX_BATCH = 512;
    private static final long MAX_BATCH_BYTES = 4 << 20;
    private static final long MAX_BATCH_NANOS = 5_000_000;

    /** Places in the queue; a thread that must not wait takes one that is not there, and others wait until it is back. */
    private static final class Room extends Semaphore {
        private static final long serialVersionUID = 1L;

        Room(int permits) {
            super(permits);
        }

        void overdraw() {
            reducePermits(1);
        }
    }

    private final StoreEngine engine;
    private final WriteLane lane;
    private final Writer writer;
    private final CommitDispatcher dispatcher;
    private final ConcurrentLinkedQueue<CommandTask<?>> queue = new ConcurrentLinkedQueue<>();
    private final Room room;
    private final int capacity;
    private final long waitNanos;
    private final LongAdder committed = new LongAdder();
    private volatile @Nullable Thread leader;
    private volatile boolean leaderIdle;
    private volatile boolean closed;

    CommandPipeline(StoreEngine engine, WriteLane lane, Writer writer, CommitDispatcher dispatcher) {
        this.engine = engine;
        this.lane = lane;
        this.writer = writer;
        this.dispatcher = dispatcher;
        this.capacity = engine.config().commandQueueCapacity();
        this.waitNanos = engine.config().waitTimeout().toNanos();
        this.room = new Room(capacity);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> submit(Command<R> command, Ack ack) {
        refuseIfClosed();
        awaitRoom();
        CompletableFuture<R> future = new CompletableFuture<>();
        CommandTask<R> task = new CommandTask<>(command, ack, engine.ticks(), future);
        queue.add(task);
        try {
            refuseIfClosed();
            wakeLeader();
        } catch (RuntimeException | Error e) {
            if (task.withdraw()) {
                room.release();
                throw e;
            }
            // somebody has taken it meanwhile, and answers for it
        }
        return future;
    }

    @Override
    public <R extends @Nullable Object> R execute(Command<R> command, Ack ack) {
        WriteUnit open = engine.threadState().write;
        if (open != null) {
            return open.run(command);
        }
        refuseIfClosed();
        CommandTask<R> task = new CommandTask<>(command, ack, engine.ticks(), null);
        queue.add(task);
        while (!task.isDone()) {
            leadOrWait(task);
        }
        R result = task.get();
        if (ack == Ack.DURABLE && engine.isFull()) {
            engine.awaitSync(task.commit());
        }
        return result;
    }

    /** Commands committed so far. */
    long committed() {
        return committed.sum();
    }

    /** Commands submitted and not yet completed. */
    int queued() {
        return capacity - room.availablePermits();
    }

    /** Refuses new commands, runs the queued ones within the timeout and fails the rest. */
    void close(long timeoutNanos) {
        closed = true;
        Thread running = leader;
        if (running != null && running != Thread.currentThread()) {
            LockSupport.unpark(running);
            Uninterruptibly.join(running, timeoutNanos);
        }
        failQueued(closedException());
    }

    // Submitting.

    private void awaitRoom() {
        if (room.tryAcquire()) {
            return;
        }
        if (dispatcher.isCurrentThread() || engine.threadState().write != null) {
            room.overdraw();
            return;
        }
        try {
            if (!room.tryAcquire(waitNanos, TimeUnit.NANOSECONDS)) {
                throw new StoreBusyException(
                        "timed out after " + waitNanos / 1_000_000 + " ms: " + capacity + " commands are queued for "
                                + engine.config().path() + "; nothing was stored. Submit more slowly, or raise"
                                + " commandQueueCapacity",
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreInterruptedException(
                    "interrupted while the command queue of " + engine.config().path()
                            + " was full; nothing was stored",
                    e);
        }
    }

    private void wakeLeader() {
        Thread running = leader;
        if (running == null) {
            startLeader();
        } else if (leaderIdle) {
            LockSupport.unpark(running);
        }
    }

    private synchronized void startLeader() {
        if (leader == null) {
            Thread thread = engine.config().threads().newThread(this::lead);
            thread.setName(engine.threadName("writer"));
            leader = thread;
            Threads.start(thread, () -> leader = null);
        }
    }

    // Leading.

    /** Leads one batch in the name of a waiting command, unless somebody else has done its work. */
    private void leadOrWait(CommandTask<?> task) {
        try {
            long left = Math.max(0, waitNanos - (engine.ticks() - task.submittedAt));
            if (lane.acquireUnless(task, task::isDone, left) == WriteLane.NEEDLESS) {
                return;
            }
            try {
                if (!task.isDone()) {
                    leadBatch(Math.max(0, waitNanos - (engine.ticks() - task.submittedAt)));
                }
            } finally {
                lane.release(task);
                engine.wakeMaintenance();
            }
        } catch (LitestackException e) {
            if (task.withdraw()) {
                throw e;
            }
            while (!task.isDone()) {
                LockSupport.parkNanos(this, 1_000_000);
            }
        }
    }

    /** The writer thread: leads for those that nobody waits for. */
    private void lead() {
        WriteLane.Claim mine = WriteLane.Claim.ofCurrentThread();
        while (!(closed && queue.isEmpty())) {
            if (queue.isEmpty()) {
                sleepUntilSubmitted();
                continue;
            }
            try {
                lane.acquire(mine, patience());
                try {
                    leadBatch(patience());
                } finally {
                    lane.release(mine);
                    engine.wakeMaintenance();
                }
            } catch (StoreInterruptedException e) {
                // nobody has a reason to interrupt this thread
                Thread.interrupted();
            } catch (StoreBusyException e) {
                failOverdue(e);
            } catch (LitestackException e) {
                failQueued(e);
            } catch (RuntimeException | Error e) {
                failQueued(causeOf(e));
            }
        }
    }

    /** How long the oldest command may still wait; the others' turn to run out of time comes after it. */
    private long patience() {
        CommandTask<?> oldest = queue.peek();
        return oldest == null ? 0 : Math.max(0, waitNanos - (engine.ticks() - oldest.submittedAt));
    }

    private void sleepUntilSubmitted() {
        leaderIdle = true;
        if (queue.isEmpty() && !closed) {
            LockSupport.park(this);
            Thread.interrupted();
        }
        leaderIdle = false;
    }

    /** Runs one batch from the head of the queue. The lane must be held. */
    private void leadBatch(long waitLeftNanos) {
        engine.refuseWritesIfUnsafe();
        if (queue.isEmpty()) {
            return;
        }
        writer.begin(waitLeftNanos);
        List<CommandTask<?>> batch = new ArrayList<>();
        try {
            runAndCommit(batch);
        } finally {
            // whatever happened, nobody is left waiting
            fail(
                    batch,
                    new StoreException("a batch of commands on " + engine.path() + " was given up by an error", null));
        }
    }

    private void runAndCommit(List<CommandTask<?>> batch) {
        try {
            runFromQueue(batch);
        } catch (SQLException | RuntimeException | Error e) {
            writer.rollback();
            runCarefully(batch);
            return;
        }
        commit(batch);
    }

    private void runFromQueue(List<CommandTask<?>> batch) throws SQLException {
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
                bytes += task.command.sizeBytes();
                if (batch.size() % 16 == 0 && engine.ticks() - end >= 0) {
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

    private StoreException causeOf(Throwable e) {
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

    private void fail(List<CommandTask<?>> tasks, LitestackException cause) {
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

    private void failOverdue(StoreBusyException cause) {
        List<CommandTask<?>> overdue = new ArrayList<>();
        CommandTask<?> head = queue.peek();
        while (head != null && engine.ticks() - head.submittedAt >= waitNanos) {
            if (queue.remove(head) && head.take()) {
                overdue.add(head);
            }
            head = queue.peek();
        }
        fail(overdue, cause);
    }

    private void failQueued(LitestackException cause) {
        List<CommandTask<?>> all = new ArrayList<>();
        for (CommandTask<?> task = queue.poll(); task != null; task = queue.poll()) {
            if (task.take()) {
                all.add(task);
            }
        }
        fail(all, cause);
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
            room.release(tasks.size());
            for (CommandTask<?> task : tasks) {
                task.complete(cause);
            }
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw closedException();
        }
    }

    private ClosedException closedException() {
        return new ClosedException(engine.config().path() + " is closed; nothing was stored", null);
    }
}
