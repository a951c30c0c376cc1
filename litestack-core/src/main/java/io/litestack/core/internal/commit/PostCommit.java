package io.litestack.core.internal.commit;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.Sync;
import io.litestack.core.internal.commit.PendingEvents.Pending;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.context.Throwables;
import io.litestack.core.spi.StoreInternals;
import java.util.function.LongConsumer;

/**
 * What follows a commit: its flush where the store's level or the call asks for one, the events of the modules in the order of
 * the commits, and the notification of whoever waits for changes. Nothing of it can make a commit look as if it had failed.
 * Thread-safe.
 */
public final class PostCommit {
    private final StoreContext store;
    private final WalFlusher flusher;
    private final CommitDispatcher dispatcher;
    private final LongConsumer notifier;

    /**
     * Wires what follows a commit.
     *
     * @param notifier is given the topics of what was committed
     */
    public PostCommit(StoreContext store, WalFlusher flusher, CommitDispatcher dispatcher, LongConsumer notifier) {
        this.store = store;
        this.flusher = flusher;
        this.dispatcher = dispatcher;
        this.notifier = notifier;
    }

    /** Whether each commit is flushed before it is acknowledged. */
    public boolean isFull() {
        return store.config().sync() == Sync.FULL;
    }

    public void refuseIfNeverFlushed() {
        if (store.config().sync() == Sync.OFF) {
            throw new IllegalArgumentException(
                    "the store " + store.path()
                            + " is at sync level OFF, where nothing can be promised to be on the disk; open it at NORMAL or FULL");
        }
    }

    /**
     * Waits until all commits up to a number are flushed.
     *
     * @throws OutcomeUnknownException if the flush failed, or did not end in time
     */
    public void flushUpTo(long commit) {
        flusher.await(commit, store.config().syncTimeout().toNanos());
    }

    /**
     * As {@link #flushUpTo}, for a commit that was just made: whatever breaks the wait off, it does not look as if the commit had
     * failed.
     *
     * @return how long it waited, in nanoseconds
     * @throws OutcomeUnknownException if the commit is not known to be flushed, for whatever reason
     */
    public long awaitFlush(long commit) {
        try {
            long start = store.ticks();
            flushUpTo(commit);
            return store.ticks() - start;
        } catch (OutcomeUnknownException e) {
            throw e;
        } catch (Throwable e) {
            // others may rely on this thread to have it flushed
            flusher.request(commit);
            throw new OutcomeUnknownException(
                    "the wait for the flush of a commit on " + store.path() + " was broken off by "
                            + Throwables.textOf(e)
                            + "; the commit is made and visible, but a power loss may take it",
                    e);
        }
    }

    /** Has a commit flushed for which no thread waits. */
    public void requestFlush(long commit) {
        flusher.request(commit);
    }

    /** Runs an event soon, in the order of the commits if the writer's lock is held; allocates nothing. */
    public void dispatch(Pending event) {
        dispatcher.dispatch(event);
    }

    /** Runs an event once its commit is as durable as the store's level says. The writer's lock must be held. */
    public void dispatchDurable(long commit, Pending event) {
        if (isFull()) {
            dispatcher.dispatchSynced(commit, event);
        } else {
            dispatcher.dispatch(event);
        }
    }

    /** Adds an event that waits for no flush. The writer's lock must be held; after its release {@link #assist} or {@link #signal}. */
    public void add(Pending event) {
        dispatcher.add(event);
    }

    /** As {@link #add}, for one that waits for its commit to be as durable as the store's level says. */
    public void addDurable(long commit, Pending event) {
        if (isFull()) {
            dispatcher.dispatchSynced(commit, event);
        } else {
            dispatcher.add(event);
        }
    }

    /** Has the events that were added run soon; never fails. */
    public void signal() {
        try {
            dispatcher.signal();
        } catch (Throwable e) {
            // the next signal will do
        }
    }

    /**
     * As {@link #signal}, with the help of the calling thread, which holds no lock of the store: the events may run here before this
     * returns. A thread that is in a transaction of another store does not help, since an event must not become part of that.
     */
    public void assist() {
        try {
            if (!dispatcher.isAnyReady()) {
                return;
            } else if (!StoreInternals.isThreadInside()) {
                dispatcher.assist();
                return;
            }
        } catch (Throwable e) {
            report(e);
        }
        signal();
    }

    /** Notifies the listeners of all processes of what was committed, after its flush if the store's level asks for one. */
    public void notifyAfter(long commit, long topics) {
        if (topics == 0) {
            return;
        }
        try {
            if (isFull()) {
                dispatcher.dispatchSynced(commit, () -> notifier.accept(topics));
            } else {
                notifier.accept(topics);
            }
        } catch (Throwable e) {
            // the commit is made: nothing after it may look like a failure of it
            report(e);
        }
    }

    /** Whether the calling thread runs the events, so that it must not wait for another one. */
    public boolean isEventThread() {
        return dispatcher.isCurrentThread();
    }

    /** Reports what failed beside the work, on the thread of the events; never throws. */
    public void report(Throwable cause) {
        try {
            dispatcher.dispatch(() -> store.listener().onHookFailure(store.path(), cause));
        } catch (Throwable ignored) {
            // no memory even for that
        }
    }
}
