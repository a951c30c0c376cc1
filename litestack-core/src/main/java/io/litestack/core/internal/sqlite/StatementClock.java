package io.litestack.core.internal.sqlite;

import java.util.OptionalLong;

/**
 * Since when statements run on a connection, and since when it has looked at one state of the file: for the limits of reads, and
 * for finding who keeps a log from being begun anew. Thread-safe: one thread uses the connection, others look.
 */
public final class StatementClock {
    private final CachedConnection connection;

    /** How many statements run, one from inside the mapper of another. */
    private int running;

    /** When the outermost of them began. */
    private long runningSince;

    /** Whether they were stopped because the outermost ran for too long. */
    private boolean timedOut;

    private boolean hasSnapshot;
    private long snapshotSince;

    public StatementClock(CachedConnection connection) {
        this.connection = connection;
    }

    /** Marks the begin of a statement that {@link #interruptIfOver} may end. */
    public synchronized void start(long now) {
        if (running++ == 0) {
            runningSince = now;
            timedOut = false;
        }
    }

    /** Marks its end: from here on it cannot be interrupted. */
    public synchronized void stop() {
        running--;
    }

    /** How many statements run. */
    public synchronized int running() {
        return running;
    }

    /** Whether {@link #interruptIfOver} has interrupted the statement that runs, or ran last. */
    public synchronized boolean hasTimedOut() {
        return timedOut;
    }

    /** Interrupts the running statement if it began before {@code now - limitNanos}. */
    public synchronized boolean interruptIfOver(long now, long limitNanos) {
        if (running == 0 || now - runningSince < limitNanos) {
            return false;
        }
        timedOut = true;
        connection.interrupt();
        return true;
    }

    public synchronized void beganSnapshot(long now) {
        hasSnapshot = true;
        snapshotSince = now;
    }

    public synchronized void endedSnapshot() {
        hasSnapshot = false;
    }

    /** Since when it has looked at one state of the file: that of its snapshot or of its running statement. */
    public synchronized OptionalLong viewSince() {
        if (hasSnapshot) {
            return OptionalLong.of(snapshotSince);
        }
        return running > 0 ? OptionalLong.of(runningSince) : OptionalLong.empty();
    }
}
