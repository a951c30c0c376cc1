package io.litestack.cable.internal.presence;

import io.litestack.cable.PresenceSession;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One membership that this process holds. Thread-safe. */
final class LocalSession implements PresenceSession {
    private final String channel;
    private final Joining joining;
    private final Consumer<LocalSession> leave;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private volatile long row;

    /**
     * Holds a membership.
     *
     * @param channel as users call it
     */
    LocalSession(String channel, Joining joining, long row, Consumer<LocalSession> leave) {
        this.channel = channel;
        this.joining = joining;
        this.row = row;
        this.leave = leave;
    }

    @Override
    public String channel() {
        return channel;
    }

    @Override
    public String member() {
        return joining.member;
    }

    Joining joining() {
        return joining;
    }

    long row() {
        return row;
    }

    void moved(long newRow) {
        row = newRow;
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            leave.accept(this);
        }
    }

    @Override
    public String toString() {
        return "PresenceSession[" + joining.member + " in " + channel + "]";
    }
}
