package io.litestack.core.internal;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.spi.LoopWorker;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is to happen after commits (completions of commands, events of the modules) on a thread of its own, in commit
 * order, and at {@link io.litestack.core.Sync#FULL} not before the commit is flushed. So nothing of it ever runs on a
 * thread that holds the lane, and no batch waits for the disk before the next one starts.
 *
 * <p>What waits for no flush overtakes what does; within each of the two the order is that of the commits, because
 * everything is added by whoever holds the lane.
 */
final class CommitDispatcher {
    /** Something to happen after a commit. */
    interface Event {
        /** The commit is as durable as was asked for. */
        void committed();

        /** The commit is visible, but its flush failed. */
        default void unknown(OutcomeUnknownException cause) {}
    }

    private record Pending(long commit, Event event) {}

    private final ThreadFactory threads;
    private final String threadName;
    private final Consumer<Throwable> failures;
    private final ConcurrentLinkedQueue<Pending> ready = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Pending> unsynced = new ConcurrentLinkedQueue<>();
    private @Nullable WalSync sync;
    private volatile @Nullable Thread worker;
    private volatile boolean idle;
    private volatile boolean closed;
    private volatile boolean abandoned;

    CommitDispatcher(ThreadFactory threads, String threadName, Consumer<Throwable> failures) {
        this.threads = threads;
        this.threadName = threadName;
        this.failures = failures;
    }

    /** Tells it where flushes come from; without, nothing can wait for one. */
    void attach(WalSync sync) {
        this.sync = sync;
    }

    /** Runs the event soon; in the order of the commits if the lane is held. */
    void dispatch(Event event) {
        ready.add(new Pending(0, event));
        signal();
    }

    /** Runs the event once the commit is flushed, which somebody else has to see to. The lane must be held. */
    void dispatchSynced(long commit, Event event) {
        Objects.requireNonNull(sync);
        unsynced.add(new Pending(commit, event));
        signal();
    }

    /** Whether the current thread is the one that runs the events. */
    boolean isCurrentThread() {
        return Thread.currentThread() == worker;
    }

    /** Makes it look again, because a flush has ended. Starts no thread. */
    void wake() {
        Thread running = worker;
        if (running != null && idle) {
            LockSupport.unpark(running);
        }
    }

    /** Runs what is ready, waits for what is not yet flushed up to the timeout, and stops. */
    boolean close(long timeoutNanos) {
        closed = true;
        Thread running = worker;
        if (running == null || isCurrentThread()) {
            return true;
        }
        LockSupport.unpark(running);
        boolean hasEnded = LoopWorker.join(running, timeoutNanos);
        abandoned = true;
        LockSupport.unpark(running);
        return hasEnded;
    }

    private void signal() {
        if (worker != null) {
            wake();
            return;
        }
        try {
            start();
        } catch (RuntimeException | Error e) {
            // the commit is made: what follows it waits for the next one
            failures.accept(e);
        }
    }

    private synchronized void start() {
        if (worker == null) {
            Thread thread = threads.newThread(this::work);
            thread.setName(threadName);
            worker = thread;
            Threads.start(thread, () -> worker = null);
        }
    }

    private void work() {
        while (true) {
            boolean hasRun = runReady();
            hasRun |= runSynced();
            if (hasRun) {
                continue;
            }
            if (closed && ready.isEmpty() && unsynced.isEmpty()) {
                worker = null;
                if (ready.isEmpty() && unsynced.isEmpty()) {
                    return;
                }
                worker = Thread.currentThread();
            }
            if (abandoned) {
                abandon();
                return;
            }
            idle = true;
            if (!abandoned && ready.isEmpty() && !hasSynced() && !(closed && unsynced.isEmpty())) {
                LockSupport.park(this);
                Thread.interrupted();
            }
            idle = false;
        }
    }

    /** Closed before the disk has answered: whoever waits for it is told that nobody knows. */
    private void abandon() {
        WalSync flushes = Objects.requireNonNull(sync);
        for (Pending next = unsynced.poll(); next != null; next = unsynced.poll()) {
            Event event = next.event;
            run(() -> event.unknown(flushes.unknown(WalSync.State.PENDING, 0)));
        }
    }

    private boolean runReady() {
        boolean any = false;
        for (Pending next = ready.poll(); next != null; next = ready.poll()) {
            run(next.event::committed);
            any = true;
        }
        return any;
    }

    private boolean runSynced() {
        boolean any = false;
        while (hasSynced()) {
            Pending next = Objects.requireNonNull(unsynced.poll());
            WalSync flushes = Objects.requireNonNull(sync);
            if (flushes.stateOf(next.commit) == WalSync.State.SYNCED) {
                run(next.event::committed);
            } else {
                run(() -> next.event.unknown(flushes.unknown(WalSync.State.UNKNOWN, 0)));
            }
            any = true;
        }
        return any;
    }

    private boolean hasSynced() {
        Pending next = unsynced.peek();
        return next != null && sync != null && sync.stateOf(next.commit) != WalSync.State.PENDING;
    }

    private void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            failures.accept(e);
        }
    }
}
