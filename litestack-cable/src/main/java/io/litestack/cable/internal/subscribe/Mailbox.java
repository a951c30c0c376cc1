package io.litestack.cable.internal.subscribe;

import io.litestack.cable.Overflow;
import io.litestack.cable.internal.base.ShownMessage;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one subscriber, and what it does next. Messages come in with the dispatcher's lock held, one after
 * the other; one thread at a time takes them out. Thread-safe.
 *
 * <pre>
 *             goLive                          offer, full: DROP
 *   BEHIND ─────────────► LIVE ──────────────────────────────────► DROPPING
 *      ▲                   │  ▲                                        │
 *      └───────────────────┘  └────────────────────────────────────────┘
 *        offer, full: REREAD      the gap was taken, when all before it was
 *
 *   any ── close, or offer, full: DISCONNECT ──► CLOSED
 * </pre>
 *
 * <p>BEHIND: it reads the log, and nothing is put in here, since it finds that there. LIVE: it gets what is put in. DROPPING: what
 * comes is dropped until it has got what was there before, and then the gap. What is in the mailbox is delivered in each state but
 * the last, before anything else.
 */
final class Mailbox {
    /** What became of a message that was offered. */
    enum Offered {
        /** Nothing is to be done: it waits, it is read from the log later, or it is not wanted. */
        TAKEN,
        /** It waits, and somebody is to take it out. */
        FIRST,
        /** The mailbox was full, which it was not before. */
        OVERFLOWN
    }

    /** What is to be done when nothing waited. */
    enum Next {
        NOTHING,
        /** Something has come meanwhile. */
        TAKE,
        READ_LOG,
        REPORT_GAP,
        END
    }

    private enum State {
        BEHIND,
        LIVE,
        DROPPING,
        CLOSED
    }

    /** Messages that were dropped in a row: all after one id and up to another. */
    record Dropped(long after, long upTo) {}

    private static final int FIRST_CAPACITY = 16;

    private final Overflow overflow;
    private final int most;
    private @Nullable ShownMessage[] items = new ShownMessage[0];
    private int head;
    private int size;
    private State state = State.BEHIND;

    /** Whether somebody takes messages out, or is about to. A new subscriber first reads the log. */
    private boolean isScheduled = true;

    /** Everything up to here is not wanted, or was offered: a message may match several patterns. */
    private long last;

    private long droppedAfter;

    Mailbox(Overflow overflow, int most) {
        this.overflow = overflow;
        this.most = most;
    }

    // The dispatcher's side.

    synchronized Offered offer(ShownMessage message) {
        if (message.id() <= last || state == State.BEHIND || state == State.CLOSED) {
            return Offered.TAKEN;
        }
        long before = last;
        last = message.id();
        if (state == State.DROPPING) {
            return Offered.TAKEN;
        } else if (size == most) {
            overflow(before);
            return Offered.OVERFLOWN;
        }
        put(message);
        return schedule() ? Offered.FIRST : Offered.TAKEN;
    }

    private void put(ShownMessage message) {
        if (size == items.length) {
            grow();
        }
        int index = head + size;
        items[index < items.length ? index : index - items.length] = message;
        size++;
    }

    private void grow() {
        @Nullable ShownMessage[] larger = new ShownMessage[Math.min(most, Math.max(FIRST_CAPACITY, size * 2))];
        for (int i = 0; i < size; i++) {
            larger[i] = items[(head + i) % items.length];
        }
        items = larger;
        head = 0;
    }

    private void overflow(long before) {
        switch (overflow) {
            case REREAD -> state = State.BEHIND;
            case DROP -> {
                state = State.DROPPING;
                droppedAfter = before;
            }
            case DISCONNECT -> state = State.CLOSED;
        }
    }

    /** From now on it reads the log; returns whether somebody is to see to that. */
    synchronized boolean fallBehind() {
        if (state != State.LIVE && state != State.DROPPING) {
            return false;
        }
        state = State.BEHIND;
        return schedule();
    }

    /** It has read the log up to an id: what comes after that is put in here. */
    synchronized void goLive(long position) {
        if (state == State.BEHIND) {
            state = State.LIVE;
            last = Math.max(last, position);
        }
    }

    // The subscriber's side.

    /** Ends it; returns whether somebody is to see to that. */
    synchronized boolean close() {
        state = State.CLOSED;
        return schedule();
    }

    private boolean schedule() {
        boolean isFirst = !isScheduled;
        isScheduled = true;
        return isFirst;
    }

    /** Nobody could be found to take messages out; whoever comes next may try again. */
    synchronized void unschedule() {
        isScheduled = false;
    }

    synchronized boolean isLive() {
        return state == State.LIVE || state == State.DROPPING;
    }

    synchronized boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Whether all that was put in has been taken out, and whoever did so is done with it. */
    synchronized boolean isIdle() {
        return state == State.LIVE && size == 0 && !isScheduled;
    }

    /** Takes the oldest messages out, and returns how many they are; none once it is closed. */
    synchronized int take(@Nullable ShownMessage[] into) {
        if (state == State.CLOSED) {
            return 0;
        }
        int count = Math.min(size, into.length);
        for (int i = 0; i < count; i++) {
            into[i] = items[head];
            items[head] = null;
            head = head + 1 == items.length ? 0 : head + 1;
        }
        size -= count;
        return count;
    }

    /** Says what to do when nothing waited; after {@link Next#NOTHING} whoever asked is to leave. */
    synchronized Next next() {
        if (state == State.CLOSED) {
            return Next.END;
        } else if (size > 0) {
            return Next.TAKE;
        } else if (state == State.DROPPING) {
            return Next.REPORT_GAP;
        } else if (state == State.BEHIND) {
            return Next.READ_LOG;
        }
        isScheduled = false;
        return Next.NOTHING;
    }

    /** Ends the dropping, and returns what was dropped. */
    synchronized Dropped takeDropped() {
        if (state == State.DROPPING) {
            state = State.LIVE;
        }
        return new Dropped(droppedAfter, last);
    }
}
