package io.litestack.core.internal.commit;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.internal.commit.PendingEvents.Pending;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.spi.SupervisedThread;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is to happen after commits (completions of commands, events of the modules), one after the other in commit order, and
 * at {@link io.litestack.core.Sync#FULL} not before the commit is flushed. Nothing of it ever runs on a thread that holds the
 * writer's lock, and no batch waits for the disk before the next one starts.
 *
 * <p>What waits for no flush overtakes what does; within each of the two the order is that of the commits, because
 * everything is added by whoever holds the writer's lock.
 *
 * <h2>On which thread</h2>
 *
 * It has a thread of its own. But to wake that takes longer than most events do, and whoever waits for what an event brings waits for
 * it. So a thread that has just committed and released the writer's lock offers its help ({@link #assist}): if nobody runs events
 * just now it runs those that are ready, as long as they are few and call no code of an application, which might wait for what
 * this thread has locked. The rest is left to the dispatcher's own thread. {@link #running} is held by the one that runs events;
 * whoever has run some looks once more after the release, so nothing that was added meanwhile is left lying.
 */
public final class CommitDispatcher {
    /** Something to happen after a commit. */
    public interface Event {
        /** Whether it may run on any thread that has just committed: it is quick, and calls no code of an application. */
        default boolean isForAnyThread() {
            return false;
        }

        /** The commit is as durable as was asked for. */
        void committed();

        /** The commit is visible, but its flush failed. */
        default void unknown(OutcomeUnknownException cause) {}
    }

    /** So many events are run by a thread that has something else to do. */
    private static final int MOST_ASSISTED = 16;

    private final Consumer<Throwable> failures;
    private final ReentrantLock running = new ReentrantLock();
    private final PendingEvents ready = new PendingEvents();
    private final PendingEvents unsynced = new PendingEvents();
    private final SupervisedThread thread;
    private @Nullable WalFlusher flusher;
    private volatile boolean idle;
    private volatile boolean closed;
    private volatile boolean abandoned;

    /** Makes a dispatcher; the listener hears what an event threw, and whether there is no thread for it. */
    public CommitDispatcher(StoreContext store) {
        this.failures = e -> store.listener().onHookFailure(store.path(), e);
        this.thread = new SupervisedThread(
                store.threadName("dispatch"), store.config().threads(), this::work, store.listener()::onLoopFailure);
    }

    /** Sets where flushes come from; without, nothing can wait for one. */
    public void attach(WalFlusher flusher) {
        this.flusher = flusher;
    }

    /** Runs the event soon; in the order of the commits if the writer's lock is held. */
    public void dispatch(Event event) {
        dispatch(new Pending(event));
    }

    /** The same for an event that was made before the commit; allocates nothing. */
    public void dispatch(Pending pending) {
        ready.add(pending, 0);
        signal();
    }

    /** Adds an event that was made before the commit; allocates nothing. Whoever adds it calls {@link #assist} or {@link #signal}. */
    void add(Pending pending) {
        ready.add(pending, 0);
    }

    /** Whether there may be events to run; what the calling thread has added is seen unless somebody is about to run it. */
    boolean isAnyReady() {
        return !ready.isEmpty();
    }

    /** Runs events that are ready on the calling thread, which holds no lock of the store, unless somebody does so already. */
    void assist() {
        boolean isLeft = running.isHeldByCurrentThread();
        while (!isLeft && !ready.isEmpty() && running.tryLock()) {
            try {
                isLeft = !runFew();
            } finally {
                running.unlock();
            }
        }
        if (isLeft) {
            signal();
        }
    }

    /** Returns whether nothing is left. */
    private boolean runFew() {
        for (int i = 0; i < MOST_ASSISTED; i++) {
            Pending next = ready.peek();
            if (next == null) {
                return true;
            } else if (!next.isForAnyThread()) {
                return false;
            }
            run(Objects.requireNonNull(ready.poll()));
        }
        return ready.isEmpty();
    }

    /** Runs the event once the commit is flushed, which somebody else has to see to. The writer's lock must be held. */
    void dispatchSynced(long commit, Event event) {
        dispatchSynced(commit, new Pending(event));
    }

    /** The same for an event that was made before the commit; allocates nothing. */
    void dispatchSynced(long commit, Pending pending) {
        Objects.requireNonNull(flusher);
        unsynced.add(pending, commit);
        signal();
    }

    /** Whether the current thread is running an event. */
    boolean isCurrentThread() {
        return running.isHeldByCurrentThread();
    }

    /** Makes it look again, because a flush has ended. Starts no thread. */
    public void wake() {
        if (idle) {
            thread.unpark();
        }
    }

    /** Runs what is ready, waits for what is not yet flushed up to the timeout, and stops. */
    public boolean close(long timeoutNanos) {
        closed = true;
        if (thread.isCurrent()) {
            return true;
        }
        thread.unpark();
        boolean hasEnded = thread.join(timeoutNanos);
        abandoned = true;
        thread.unpark();
        if (hasEnded) {
            // there may never have been a thread
            work();
        }
        return hasEnded;
    }

    /** Has what was added run soon. If there is no thread just now, the events wait until there is one. */
    void signal() {
        thread.start();
        wake();
    }

    private void work() {
        while (true) {
            if (runAll()) {
                continue;
            }
            if (closed && ready.isEmpty() && unsynced.isEmpty()) {
                return;
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

    /** Closed before the disk has answered: the outcome is unknown to whoever waits for it. */
    private void abandon() {
        running.lock();
        try {
            for (Event next = unsynced.poll(); next != null; next = unsynced.poll()) {
                runUnknown(next, WalFlusher.State.PENDING);
            }
        } finally {
            running.unlock();
        }
    }

    private boolean runAll() {
        running.lock();
        try {
            boolean any = runReady();
            any |= runSynced();
            return any;
        } finally {
            running.unlock();
        }
    }

    private boolean runReady() {
        boolean any = false;
        for (Event next = ready.poll(); next != null; next = ready.poll()) {
            run(next);
            any = true;
        }
        return any;
    }

    private boolean runSynced() {
        boolean any = false;
        while (hasSynced()) {
            Pending pending = Objects.requireNonNull(unsynced.peek());
            boolean isSynced = Objects.requireNonNull(flusher).stateOf(pending.commit()) == WalFlusher.State.SYNCED;
            Event next = Objects.requireNonNull(unsynced.poll());
            if (isSynced) {
                run(next);
            } else {
                runUnknown(next, WalFlusher.State.UNKNOWN);
            }
            any = true;
        }
        return any;
    }

    private boolean hasSynced() {
        Pending next = unsynced.peek();
        return next != null && flusher != null && flusher.stateOf(next.commit()) != WalFlusher.State.PENDING;
    }

    private void run(Event event) {
        try {
            event.committed();
        } catch (Throwable e) {
            report(e);
        }
    }

    private void runUnknown(Event event, WalFlusher.State state) {
        try {
            event.unknown(Objects.requireNonNull(flusher).unknown(state, 0));
        } catch (Throwable e) {
            report(e);
        }
    }

    private void report(Throwable cause) {
        try {
            failures.accept(cause);
        } catch (Throwable ignored) {
            // the next event runs whatever becomes of the report
        }
    }
}
