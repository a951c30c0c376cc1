package io.litestack.core.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.LoopWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
    private volatile @Nullable Thread leader;
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
        Thread running = leader;
        if (running != null && running != Thread.currentThread()) {
            LockSupport.unpark(running);
            LoopWorker.join(running, timeoutNanos);
        }
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
                    runner.runBatch(queue, Math.max(0, waitNanos - (engine.ticks() - task.submittedAt)));
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
                    runner.runBatch(queue, patience());
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
                failQueued(runner.causeOf(e));
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

    private void failOverdue(StoreBusyException cause) {
        List<CommandTask<?>> overdue = new ArrayList<>();
        CommandTask<?> head = queue.peek();
        while (head != null && engine.ticks() - head.submittedAt >= waitNanos) {
            if (queue.remove(head) && head.take()) {
                overdue.add(head);
            }
            head = queue.peek();
        }
        runner.fail(overdue, cause);
    }

    private void failQueued(LitestackException cause) {
        List<CommandTask<?>> all = new ArrayList<>();
        for (CommandTask<?> task = queue.poll(); task != null; task = queue.poll()) {
            if (task.take()) {
                all.add(task);
            }
        }
        runner.fail(all, cause);
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
