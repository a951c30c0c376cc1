package io.litestack.core.internal.sqlite;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Since when statements run on a connection, and since when it has looked at one state of the file: for the limits of reads, and
 * for finding who keeps a log from being begun anew. Thread-safe: one thread uses the connection, others look.
 *
 * <p>A call either says when it begins, or lets whoever looks first note the time: asking a clock for each row would cost more
 * than some rows do.
 */
public final class StatementClock extends CallGate {
    private final CachedConnection connection;

    /** When the outermost call began, if that is known. Guarded by the hold of the gate, or written before it opens. */
    private long runningSince;

    private boolean isSinceKnown;

    /** Whether the call that runs, or ran last, was interrupted because it ran for too long. */
    private volatile boolean timedOut;

    /**
     * Whether the call that runs was interrupted by {@link #interrupt}. SQLite forgets an interrupt that comes before it has begun
     * to work, so it is repeated until the call ends.
     */
    private volatile boolean isCancelled;

    private volatile long ownLimitNanos;

    private volatile boolean hasSnapshot;
    private volatile long snapshotSince;

    /** How many results are open, each of which keeps the state of the file that the first of them saw. */
    private int cursors;

    private volatile boolean hasCursors;
    private volatile long cursorsSince;

    public StatementClock(CachedConnection connection) {
        this.connection = connection;
    }

    /** Marks the begin of a statement that {@link #interruptIfOver} may end. */
    public void start(long now) {
        if (running() == 0) {
            runningSince = now;
            isSinceKnown = true;
        }
        enter(null);
    }

    /** Marks the begin of a call whose time is noted when somebody looks. */
    public void startUntimed(@Nullable Object call) {
        if (running() == 0) {
            isSinceKnown = false;
        }
        enter(call);
    }

    @Override
    void entered() {
        if (timedOut) {
            timedOut = false;
        }
        if (isCancelled) {
            isCancelled = false;
        }
    }

    /** Marks its end: from here on it cannot be interrupted. */
    public void stop() {
        leave();
    }

    /** Whether {@link #interruptIfOver} has interrupted the statement that runs, or ran last. */
    public boolean hasTimedOut() {
        return timedOut;
    }

    /**
     * Interrupts the running statement if it began before {@code now - limitNanos}, or before what it was limited to itself; and
     * once more if it was interrupted and has not noticed. Called again soon while it returns true.
     */
    public boolean interruptIfOver(long now, long limitNanos) {
        if (!hold()) {
            return false;
        }
        try {
            if (isCancelled) {
                connection.interrupt();
                return true;
            }
            if (!isSinceKnown) {
                runningSince = now;
                isSinceKnown = true;
            }
            long limit = call() instanceof CallLimit own ? Math.min(limitNanos, own.limitNanos()) : limitNanos;
            if (now - runningSince < limit) {
                return false;
            }
            timedOut = true;
            ownLimitNanos = limit < limitNanos ? limit : 0;
            connection.interrupt();
            return true;
        } finally {
            letGo();
        }
    }

    /** The limit of the call's own that it was interrupted for; 0 if that was the store's. */
    public long ownLimitNanos() {
        return ownLimitNanos;
    }

    /** Interrupts the running call if it is this one. */
    boolean interrupt(Object call) {
        if (!hold()) {
            return false;
        }
        try {
            boolean isRunning = call() == call;
            if (isRunning) {
                isCancelled = true;
                connection.interrupt();
            }
            return isRunning;
        } finally {
            letGo();
        }
    }

    public void beganSnapshot(long now) {
        snapshotSince = now;
        hasSnapshot = true;
    }

    public void endedSnapshot() {
        hasSnapshot = false;
    }

    /** A result stays open between calls. */
    public void openedCursor(long now) {
        if (cursors++ == 0) {
            cursorsSince = now;
            hasCursors = true;
        }
    }

    public void closedCursor() {
        if (--cursors == 0) {
            hasCursors = false;
        }
    }

    /** Whether a result stays open between calls. */
    public boolean hasOpenResult() {
        return hasCursors;
    }

    /** Since when it has looked at one state of the file: that of its snapshot, of its open results or of its running statement. */
    public OptionalLong viewSince() {
        if (hasSnapshot) {
            return OptionalLong.of(snapshotSince);
        }
        if (hasCursors) {
            return OptionalLong.of(cursorsSince);
        }
        return runningSince();
    }

    private OptionalLong runningSince() {
        if (!hold()) {
            return OptionalLong.empty();
        }
        try {
            return isSinceKnown ? OptionalLong.of(runningSince) : OptionalLong.empty();
        } finally {
            letGo();
        }
    }
}
