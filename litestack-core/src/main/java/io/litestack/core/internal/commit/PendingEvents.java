package io.litestack.core.internal.commit;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A queue for many producers and one consumer at a time (Dmitry Vyukov's, with a stub). Its elements are their own nodes: they are made
 * before a commit, so that adding them after it allocates nothing and cannot fail.
 */
public final class PendingEvents {
    /** An event on its way, and a node of at most one queue. */
    public static final class Pending {
        private CommitDispatcher.@Nullable Event event;
        private long commit;
        private volatile @Nullable Pending next;

        private Pending() {}

        public Pending(CommitDispatcher.Event event) {
            this.event = event;
        }

        /** Whether its event may run on any thread; only for the consumer. */
        boolean isForAnyThread() {
            CommitDispatcher.Event mine = event;
            return mine != null && mine.isForAnyThread();
        }

        /** The commit whose flush it waits for. */
        long commit() {
            return commit;
        }
    }

    private final AtomicReference<Pending> last;

    /** What was taken last; set by the consumer. */
    private volatile Pending taken = new Pending();

    PendingEvents() {
        last = new AtomicReference<>(taken);
    }

    /** Adds an event; the elements of one producer keep their order. */
    void add(Pending pending, long commit) {
        pending.commit = commit;
        last.getAndSet(pending).next = pending;
    }

    /** The next element; null if there is none, or if it is just being added. Only for the consumer. */
    @Nullable
    Pending peek() {
        return taken.next;
    }

    /** Whether nothing is there. For any thread: if there is no consumer just then, what was added before the call is seen. */
    boolean isEmpty() {
        return taken.next == null;
    }

    /** Takes the next element's event; null if there is none. Only for the consumer. */
    CommitDispatcher.@Nullable Event poll() {
        Pending previous = taken;
        Pending next = previous.next;
        if (next == null) {
            return null;
        }
        taken = next;
        // or a long chain of old nodes would keep young ones alive
        previous.next = null;
        CommitDispatcher.Event event = next.event;
        next.event = null;
        return event;
    }
}
