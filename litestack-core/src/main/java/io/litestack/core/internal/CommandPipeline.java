package io.litestack.core.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.SupervisedThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
 * <h2>Bounds</h2>
 *
 * The queue holds as many commands as configured, counted until they are completed; then whoever submits waits, except a
 * thread that the queue itself depends on.
 */
final class CommandPipeline implements Commands {
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
    private final CommitDispatcher dispatcher;
    private final CommandRunner runner;
    private final ConcurrentLinkedQueue<CommandTask<?>> queue = new ConcurrentLinkedQueue<>();
    private final Room room;
    private final int capacity;
    private final long waitNanos;
    private final SupervisedThread leader;
    private volatile boolean leaderIdle;
    private volatile boolean closed;

    CommandPipeline(StoreEngine engine, WriteLane lane, Writer writer, CommitDispatcher dispatcher) {
        this.engine = engine;
        this.lane = lane;
        this.dispatcher = dispatcher;
        this.capacity = engine.config().commandQueueCapacity();
        this.waitNanos = engine.config().waitTimeout().toNanos();
        this.room = new Room(capacity);
        this.runner = new CommandRunner(engine, writer, dispatcher, room::release);
        this.leader = new SupervisedThread(
                engine.threadName("writer"), engine.config().threads(), this::lead, engine.listener()::onLoopFailure);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> submit(Command<R> command, Ack ack) {
        refuseIfClosed();
        StackReserve.require();
        CompletableFuture<R> future = new CompletableFuture<>();
        CommandTask<R> task = new CommandTask<>(command, ack, engine.ticks(), future);
        awaitRoom();
        try {
            queue.add(task);
            refuseIfClosed();
            wakeLeader();
        } catch (Throwable e) {
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
        StackReserve.require();
        CommandTask<R> task = new CommandTask<>(command, ack, engine.ticks(), null);
        queue.add(task);
        while (!task.isDone()) {
            leadOrWait(task);
        }
        R result = task.get();
        if (ack == Ack.DURABLE && engine.isFull()) {
            engine.awaitFlush(task.commit());
        }
        return result;
    }

    @Override
    public boolean isInTransaction() {
        return engine.threadState().write != null;
    }

    @Override
    public boolean mayWait() {
        return !dispatcher.isCurrentThread() && !isInTransaction();
    }

    /** Commands committed so far. */
    long committed() {
        return runner.committed();
    }

    /** Commands submitted and not yet completed. */
    int queued() {
        return capacity - room.availablePermits();
    }

    /** Refuses new commands, runs the queued ones within the timeout and fails the rest. */
    void close(long timeoutNanos) {
        closed = true;
        leader.unpark();
        leader.join(timeoutNanos);
        failQueued(closedException());
    }

    // Submitting.

    private void awaitRoom() {
        if (room.tryAcquire()) {
            return;
        }
        if (!mayWait()) {
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
        if (!leader.start()) {
            throw new StoreException(
                    "there is no thread to run commands on " + engine.config().path()
                            + ": the thread factory failed, or the system has none to give; nothing was stored. See the"
                            + " log for the reason, then try again",
                    null);
        }
        if (leaderIdle) {
            leader.unpark();
        }
    }

    // Leading.

    /** Leads one batch in the name of a waiting command, unless somebody else has done its work. */
    private void leadOrWait(CommandTask<?> task) {
        BooleanSupplier isDone = task::isDone;
        try {
            if (acquire(task, isDone, waitedBy(task))) {
                leadHolding(task, task);
            }
        } catch (Throwable e) {
            if (task.withdraw()) {
                throw e;
            }
            if (!(e instanceof LitestackException)) {
                engine.reportLater(e);
            }
            // somebody has taken it meanwhile, and answers for it
            Threads.await(isDone);
        }
    }

    /** The writer thread: leads for those that nobody waits for. */
    private void lead() {
        WriteLane.Claim mine = WriteLane.Claim.ofCurrentThread();
        while (!(closed && queue.isEmpty())) {
            if (queue.isEmpty()) {
                sleepUntilSubmitted();
            } else {
                leadFor(mine);
            }
        }
    }

    /** Leads one batch. What is no answer of the store's is not the commands' fault: they stay, as long as they have time. */
    private void leadFor(WriteLane.Claim mine) {
        CommandTask<?> oldest = queue.peek();
        try {
            if (acquire(mine, () -> false, waitedBy(oldest))) {
                leadHolding(mine, oldest);
            }
        } catch (StoreInterruptedException e) {
            // nobody has a reason to interrupt this thread
            Thread.interrupted();
        } catch (StoreBusyException e) {
            failOverdue(e);
        } catch (LitestackException e) {
            failQueued(e);
        } catch (Throwable e) {
            failOverdue(runner.causeOf(e));
            throw e;
        }
    }

    private boolean acquire(WriteLane.Claim claim, BooleanSupplier needless, long waited) {
        return lane.acquireUnless(claim, needless, Math.max(0, waitNanos - waited), waited) != WriteLane.NEEDLESS;
    }

    /** Runs one batch in the lane, and leaves it. */
    private void leadHolding(WriteLane.Claim claim, @Nullable CommandTask<?> oldest) {
        try {
            if (oldest == null || !oldest.isDone()) {
                long waited = waitedBy(oldest);
                runner.runBatch(queue, Math.max(0, waitNanos - waited), waited);
            }
        } finally {
            lane.release(claim);
            engine.wakeMaintenance();
        }
    }

    /** How long a command has waited; the turn of the others to run out of time comes after that of the oldest. */
    private long waitedBy(@Nullable CommandTask<?> task) {
        return task == null ? waitNanos : engine.ticks() - task.submittedAt;
    }

    private void sleepUntilSubmitted() {
        leaderIdle = true;
        if (queue.isEmpty() && !closed) {
            LockSupport.park(this);
            Thread.interrupted();
        }
        leaderIdle = false;
    }

    private void failOverdue(LitestackException cause) {
        CommandTask<?> head = queue.peek();
        while (head != null && engine.ticks() - head.submittedAt >= waitNanos) {
            if (queue.remove(head) && head.take()) {
                runner.fail(head, cause);
            }
            head = queue.peek();
        }
    }

    private void failQueued(LitestackException cause) {
        for (CommandTask<?> task = queue.poll(); task != null; task = queue.poll()) {
            if (task.take()) {
                runner.fail(task, cause);
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
