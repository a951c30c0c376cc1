package io.litestack.core.internal.batch;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.Ticker;
import io.litestack.core.internal.commit.PostCommit;
import io.litestack.core.internal.context.StackReserve;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.context.Threads;
import io.litestack.core.internal.write.ThreadStates;
import io.litestack.core.internal.write.WriteTransaction;
import io.litestack.core.internal.write.WriterAccess;
import io.litestack.core.internal.write.WriterLock;
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
 * Commands wait in one queue, in the order of their submission. Whoever has the writer's lock may lead: it takes as many commands
 * from the head as a batch may hold, runs them in one transaction, commits, and completes each with its outcome. A thread that waits for
 * its own command leads if it gets the writer's lock before somebody else has done its work, once those are there whose commands go along
 * ({@link GroupCommit}); commands that nobody waits for are led by the writer thread, which sleeps while there are none.
 *
 * <h2>Bounds</h2>
 *
 * The queue holds as many commands as configured, counted until they are completed; then whoever submits waits, except a
 * thread that the queue itself depends on.
 */
public final class CommandQueue implements Commands {
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

    private final StoreContext store;
    private final WriterAccess writer;
    private final PostCommit postCommit;
    private final ThreadStates threads;
    private final BatchExecutor executor;
    private final GroupCommit group;
    private final ConcurrentLinkedQueue<QueuedCommand<?>> queue = new ConcurrentLinkedQueue<>();
    private final Room room;
    private final int capacity;
    private final long waitNanos;
    private final SupervisedThread leader;
    private volatile boolean leaderIdle;
    private volatile boolean closed;

    public CommandQueue(StoreContext store, WriterAccess writer, PostCommit postCommit, ThreadStates threads) {
        this.store = store;
        this.writer = writer;
        this.postCommit = postCommit;
        this.threads = threads;
        this.capacity = store.config().commandQueueCapacity();
        this.waitNanos = store.config().waitTimeout().toNanos();
        this.room = new Room(capacity);
        this.group = new GroupCommit(writer.lock(), Ticker.system());
        this.executor = new BatchExecutor(store, writer, postCommit, group, room::release);
        this.leader = new SupervisedThread(
                store.threadName("writer"), store.config().threads(), this::lead, store.listener()::onLoopFailure);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> submit(Command<R> command, Ack ack) {
        refuseIfClosed();
        StackReserve.require();
        CompletableFuture<R> future = new CompletableFuture<>();
        QueuedCommand<R> queued = new QueuedCommand<>(command, ack, store.ticks(), future, group);
        awaitRoom();
        try {
            queue.add(queued);
            refuseIfClosed();
            wakeLeader();
        } catch (Throwable e) {
            if (queued.withdraw()) {
                room.release();
                throw e;
            }
            // somebody has taken it meanwhile, and answers for it
        }
        return future;
    }

    @Override
    public <R extends @Nullable Object> R execute(Command<R> command, Ack ack) {
        WriteTransaction open = threads.current().write;
        if (open != null) {
            return open.run(command);
        }
        refuseIfClosed();
        StackReserve.require();
        QueuedCommand<R> queued = new QueuedCommand<>(command, ack, store.ticks(), null, group);
        queue.add(queued);
        group.joined();
        group.await(queued);
        while (!queued.isDone()) {
            leadOrWait(queued);
        }
        R result = queued.get();
        if (ack == Ack.DURABLE && postCommit.isFull()) {
            postCommit.awaitFlush(queued.commit());
        }
        return result;
    }

    @Override
    public boolean isInTransaction() {
        return threads.current().write != null;
    }

    @Override
    public boolean mayWait() {
        return !postCommit.isEventThread() && !isInTransaction();
    }

    /** Commands committed so far. */
    public long committed() {
        return executor.committed();
    }

    /** Commands submitted and not yet completed. */
    public int queued() {
        return capacity - room.availablePermits();
    }

    /** Refuses new commands, runs the queued ones within the timeout and fails the rest. */
    public void close(long timeoutNanos) {
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
                                + store.path() + "; nothing was stored. Submit more slowly, or raise"
                                + " commandQueueCapacity",
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreInterruptedException(
                    "interrupted while the command queue of " + store.path() + " was full; nothing was stored", e);
        }
    }

    private void wakeLeader() {
        if (!leader.start()) {
            throw new StoreException(
                    "there is no thread to run commands on " + store.path()
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
    private void leadOrWait(QueuedCommand<?> command) {
        BooleanSupplier isDone = command::isDone;
        try {
            command.sleeps();
            if (acquire(command, isDone, waitedBy(command))) {
                leadHolding(command, command, postCommit::assist);
            }
        } catch (Throwable e) {
            if (command.withdraw()) {
                throw e;
            }
            if (!(e instanceof LitestackException)) {
                postCommit.report(e);
            }
            // somebody has taken it meanwhile, and answers for it
            Threads.await(isDone);
        }
    }

    /** The writer thread: leads for those that nobody waits for. */
    private void lead() {
        WriterLock.Permit mine = WriterLock.Permit.ofCurrentThread();
        while (!(closed && queue.isEmpty())) {
            if (queue.isEmpty()) {
                sleepUntilSubmitted();
            } else {
                leadFor(mine);
            }
        }
    }

    /** Leads one batch. What is no answer of the store's is not the commands' fault: they stay, as long as they have time. */
    private void leadFor(WriterLock.Permit mine) {
        QueuedCommand<?> oldest = queue.peek();
        try {
            if (acquire(mine, () -> false, waitedBy(oldest))) {
                leadHolding(mine, oldest, postCommit::signal);
            }
        } catch (StoreInterruptedException e) {
            // nobody has a reason to interrupt this thread
            Thread.interrupted();
        } catch (StoreBusyException e) {
            failOverdue(e);
        } catch (LitestackException e) {
            failQueued(e);
        } catch (Throwable e) {
            failOverdue(executor.causeOf(e));
            throw e;
        }
    }

    private boolean acquire(WriterLock.Permit permit, BooleanSupplier needless, long waited) {
        return writer.lock().acquireUnless(permit, needless, Math.max(0, waitNanos - waited), waited)
                != WriterLock.NEEDLESS;
    }

    /** Runs one batch with the writer's lock held, releases it, and sees to the events: those who wait for what they bring wait for that. */
    private void leadHolding(WriterLock.Permit permit, @Nullable QueuedCommand<?> oldest, Runnable events) {
        try {
            if (oldest == null || !oldest.isDone()) {
                long waited = waitedBy(oldest);
                executor.runBatch(queue, Math.max(0, waitNanos - waited), waited);
            }
        } finally {
            try {
                writer.release(permit);
            } finally {
                events.run();
            }
        }
    }

    /** How long a command has waited; the turn of the others to run out of time comes after that of the oldest. */
    private long waitedBy(@Nullable QueuedCommand<?> command) {
        return command == null ? waitNanos : store.ticks() - command.submittedAt;
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
        QueuedCommand<?> head = queue.peek();
        while (head != null && store.ticks() - head.submittedAt >= waitNanos) {
            if (queue.remove(head) && head.take()) {
                executor.fail(head, cause);
            }
            head = queue.peek();
        }
    }

    private void failQueued(LitestackException cause) {
        for (QueuedCommand<?> command = queue.poll(); command != null; command = queue.poll()) {
            if (command.take()) {
                executor.fail(command, cause);
            }
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw closedException();
        }
    }

    private ClosedException closedException() {
        return new ClosedException(store.path() + " is closed; nothing was stored", null);
    }
}
