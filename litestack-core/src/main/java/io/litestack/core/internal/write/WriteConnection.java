package io.litestack.core.internal.write;

import io.litestack.core.ClosedException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.Ticker;
import io.litestack.core.internal.context.Threads;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.internal.sqlite.WalState;
import io.litestack.core.spi.fault.CommitFaults;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The write connection: begins, commits and rolls back. Used only by whoever holds the writer's lock.
 *
 * <p>SQLite, and the driver above it, leave a connection in many states after an error: the transaction may live or be
 * rolled back, the lock may still be held after a failed COMMIT, the driver may have finalised the statement. So after
 * any failure the writer <em>proves</em> that it is idle, and if it cannot it replaces the connection. The new one is opened
 * before the old one is closed: the last connection to close would checkpoint and delete the log.
 */
public final class WriteConnection {
    private static final String BEGIN = "BEGIN IMMEDIATE";
    private static final String COMMIT = "COMMIT";
    private static final String ROLLBACK = "ROLLBACK";

    /** Another process's transactions are short as a rule: look again soon at first, then every millisecond. */
    private static final long EAGER_NANOS = 100_000_000;

    private static final long EAGER_PAUSE_NANOS = 50_000;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long CONTENDED_NANOS = 1_000_000_000;
    private static final long TURN_NANOS = 2_000_000;
    private static final long COURTESY_NANOS = 100_000;
    private static final long NEVER = Long.MIN_VALUE;

    /** Opens a connection with the writer's settings. */
    @FunctionalInterface
    public interface Opener {
        CachedConnection open() throws SQLException;
    }

    /** The connection that was given up and could not be replaced yet, and why. */
    private record Doubtful(CachedConnection connection, SQLException cause) {}

    private final Path file;
    private final Ticker ticker;
    private final Opener opener;
    private final Consumer<Throwable> reopenings;
    private final LongAdder busyRetries = new LongAdder();
    private @Nullable CachedConnection connection;
    private volatile boolean closed;

    /** Since when another process keeps the file's lock from this one; {@link #NEVER} if none does. */
    private volatile long refusedSince = NEVER;

    private long contendedAt = NEVER;
    private long turnBegan;
    private long releasedAt;

    private @Nullable Doubtful doubtful;

    /** Whether a transaction is open, or may be: an error may strike anywhere. */
    private boolean open;

    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong marks = new AtomicLong();
    private final LongAdder rollbacks = new LongAdder();

    public WriteConnection(
            Path file, Ticker ticker, Consumer<Throwable> reopenings, Opener opener, CachedConnection first) {
        this.file = file;
        this.ticker = ticker;
        this.reopenings = reopenings;
        this.opener = opener;
        this.connection = first;
    }

    public CachedConnection current() {
        if (connection == null) {
            throw new StoreException("the write connection of " + file + " is being replaced", null);
        }
        return connection;
    }

    /** How long the log is, 0 while the connection is being replaced. */
    long logBytes() throws SQLException {
        return connection == null ? 0 : WalState.look(connection).bytes();
    }

    /** The number of the last commit of this process. */
    public long commits() {
        return commits.get();
    }

    /** A number as of a commit of now, for what other processes have committed: a flush that covers it covers them. */
    long mark() {
        marks.incrementAndGet();
        return commits.incrementAndGet();
    }

    /** How many of the numbers are no commits. */
    public long marks() {
        return marks.get();
    }

    public long rollbacks() {
        return rollbacks.sum();
    }

    public long busyRetries() {
        return busyRetries.sum();
    }

    /** As {@link #begin(long, long)}, for one who has not waited yet. */
    public void begin(long timeoutNanos) {
        begin(timeoutNanos, 0);
    }

    /**
     * Takes the file's write lock.
     *
     * @param timeoutNanos how long to wait for it at most
     * @param waitedNanos how long the caller has waited for this process's own writers before; named if it times out
     * @throws StoreBusyException if another process held it until the timeout
     */
    public void begin(long timeoutNanos, long waitedNanos) {
        if (closed) {
            throw new ClosedException(file + " is closed; nothing was stored", null);
        }
        makeReady();
        letOthersIn();
        try {
            while (!hasBegun(timeoutNanos, waitedNanos)) {
                // the other process has it still
            }
        } finally {
            if (refusedSince != NEVER) {
                refusedSince = NEVER;
            }
        }
    }

    private boolean hasBegun(long timeoutNanos, long waitedNanos) {
        try {
            open = true;
            current().run(BEGIN);
            return true;
        } catch (SQLException e) {
            open = false;
            if (!SqliteErrors.isBusy(e)) {
                prove(e);
                throw SqliteErrors.translate(e, "beginning a transaction", file);
            }
            long now = ticker.nanos();
            if (refusedSince == NEVER) {
                refusedSince = now;
            }
            contendedAt = now;
            turnBegan = now;
            pauseBeforeRetry(e, now - refusedSince, timeoutNanos, waitedNanos);
            return false;
        }
    }

    /** How long whoever has the writer's lock has been waiting for another process; 0 if it does not. Any thread may ask. */
    public long foreignWaitNanos() {
        long since = refusedSince;
        return since == NEVER ? 0 : Math.max(1, ticker.nanos() - since);
    }

    /**
     * SQLite's lock has no queue: who polls for it beside a process that takes it again at once may wait for a long time.
     * So a process that has met another one lately and writes without a break leaves the lock alone for a moment, now and then.
     */
    private void letOthersIn() {
        if (contendedAt == NEVER) {
            return;
        }
        long now = ticker.nanos();
        if (now - contendedAt > CONTENDED_NANOS) {
            contendedAt = NEVER;
        } else if (now - releasedAt > COURTESY_NANOS) {
            turnBegan = now;
        } else if (now - turnBegan > TURN_NANOS) {
            Threads.pause(COURTESY_NANOS);
            turnBegan = ticker.nanos();
        }
    }

    /** Turns the enforcement of foreign keys off until {@link #resumeForeignKeys}; not inside a transaction. */
    void suspendForeignKeys() {
        makeReady();
        try {
            current().runOnce("PRAGMA foreign_keys=OFF");
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, "suspending foreign keys", file);
        }
    }

    /** Turns it on again; a connection on which that cannot be done is replaced. */
    void resumeForeignKeys() {
        CachedConnection current = connection;
        if (current == null) {
            return;
        }
        try {
            current.runOnce("PRAGMA foreign_keys=ON");
            if (!"1".equals(current.pragma("foreign_keys"))) {
                replace(new SQLException("foreign keys stay off"));
            }
        } catch (SQLException e) {
            replace(e);
        } catch (Throwable e) {
            open = true;
        }
    }

    private void pauseBeforeRetry(SQLException busy, long waited, long timeoutNanos, long waitedBefore) {
        if (waited >= timeoutNanos) {
            String parts = waitedBefore < 1_000_000
                    ? ""
                    : " (" + waitedBefore / 1_000_000 + " ms of it for the turn among this process's own writers)";
            throw new StoreBusyException(
                    "timed out after " + (waitedBefore + timeoutNanos) / 1_000_000
                            + " ms waiting for the write lock of " + file + ", which another process holds" + parts
                            + "; nothing was stored. Find that process, or raise waitTimeout",
                    busy);
        }
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw new StoreInterruptedException(
                    "interrupted while waiting for the write lock of " + file + "; nothing was stored", busy);
        }
        busyRetries.increment();
        LockSupport.parkNanos(waited < EAGER_NANOS ? EAGER_PAUSE_NANOS : PAUSE_NANOS);
    }

    /**
     * Commits.
     *
     * @param changed whether the transaction may have changed something
     * @return the number of this commit, or of the last one if nothing was changed
     * @throws OutcomeUnknownException if the disk failed in the midst of it
     * @throws StoreException if it was refused; then the transaction is rolled back
     */
    public long commit(boolean changed) {
        try {
            if (changed) {
                CommitFaults.check(file);
            }
            current().run(COMMIT);
        } catch (SQLException e) {
            open = false;
            rollbacks.increment();
            current().takeSignals();
            prove(e);
            throw refused(e);
        } catch (Throwable e) {
            throw brokenOff(e);
        }
        open = false;
        // from here on nothing may fail: it would look as if the commit had
        long number = changed ? commits.incrementAndGet() : commits.get();
        released();
        return number;
    }

    private void released() {
        if (contendedAt != NEVER) {
            releasedAt = lastLook();
        }
    }

    private long lastLook() {
        try {
            return ticker.nanos();
        } catch (Throwable e) {
            return releasedAt;
        }
    }

    /** What is no answer of SQLite's came out of the COMMIT: a stack or a heap that was used up, as a rule. */
    private StoreException brokenOff(Throwable cause) {
        open = true;
        boolean wasOpen = isTransactionAlive();
        rollback();
        return wasOpen
                ? new StoreException("the commit on " + file + " was broken off; nothing was stored", cause)
                : new OutcomeUnknownException(
                        "a commit on " + file + " was broken off in the midst of it; the transaction is there, or"
                                + " nothing of it. Look",
                        cause);
    }

    private StoreException refused(SQLException e) {
        int code = SqliteErrors.primary(e);
        if (code == SqliteErrors.FULL) {
            return new StorageFullException(
                    "no room to commit on " + file + ": " + e.getMessage()
                            + "; nothing was stored. Free space on the disk, then try again",
                    e);
        }
        // the log is written before its index: if that finds no room or no memory, the log holds the whole transaction
        if (code == SqliteErrors.IOERR || code == SqliteErrors.NOMEM) {
            return new OutcomeUnknownException(
                    (SqliteErrors.isFull(e) ? "the disk is full" : "the disk failed") + " during a commit on " + file
                            + ": " + e.getMessage()
                            + "; the transaction may or may not be there after a restart. Check the disk (has its file"
                            + " system become read-only?), then look",
                    e);
        }
        return SqliteErrors.translate(e, "the commit", file);
    }

    /** Rolls back; a connection in doubt is replaced. Never throws. */
    public void rollback() {
        CachedConnection current = connection;
        if (current == null) {
            return;
        }
        open = true;
        try {
            current.takeSignals();
            current.run(ROLLBACK);
            open = false;
            rollbacks.increment();
        } catch (SQLException e) {
            rollbacks.increment();
            prove(e);
        } catch (Throwable e) {
            // it stays in doubt, which the next use looks into
        }
    }

    /** Ends a transaction that was begun only to hold all writers off. */
    void endCheckpoint() {
        rollback();
        rollbacks.decrement();
    }

    /** After an error: whether the transaction is still open. A connection that cannot say counts as dead. */
    public boolean isTransactionAlive() {
        try {
            return current().isInTransaction();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Says that an error may have left a transaction open. */
    public void doubt() {
        open = true;
    }

    /** Makes sure that no transaction is open, or gives the connection up. Never throws. */
    private void prove(SQLException cause) {
        open = true;
        try {
            if (isIdle(current(), cause)) {
                open = false;
            } else {
                replace(cause);
            }
        } catch (Throwable e) {
            // it stays in doubt, which the next use looks into
        }
    }

    private static boolean isIdle(CachedConnection connection, SQLException cause) {
        try {
            connection.closeStatements();
            if (connection.isInTransaction()) {
                connection.runOnce(ROLLBACK);
            }
            return !connection.isInTransaction();
        } catch (SQLException e) {
            cause.addSuppressed(e);
            return false;
        }
    }

    /** Ends a transaction that an error in the midst of its begin or its commit has left open. */
    void endWhatIsLeft() {
        if (open && connection != null) {
            prove(new SQLException("an error left a transaction open"));
        }
    }

    /** Whoever begins finds a connection with nothing open and with the store's settings, or gets a new one. */
    private void makeReady() {
        endWhatIsLeft();
        CachedConnection current = connection;
        if (current != null && current.isBroken()) {
            replace(new SQLException("a statement could not be closed"));
        } else if (current != null && current.settings().isDue()) {
            compareSettings(current);
        }
        reopenIfNeeded();
    }

    private void compareSettings(CachedConnection current) {
        try {
            if (!current.settings().areAsBefore()) {
                replace(new SQLException("a statement changed the settings of the connection"));
            }
        } catch (SQLException e) {
            replace(e);
        }
    }

    private void replace(SQLException cause) {
        open = false;
        doubtful = new Doubtful(current(), cause);
        connection = null;
        try {
            reopen();
        } catch (SQLException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void reopenIfNeeded() {
        if (connection == null) {
            try {
                reopen();
            } catch (SQLException e) {
                throw SqliteErrors.translate(e, "reopening the write connection", file);
            }
        }
    }

    /** Opens the new connection, and only then closes the old one: it may be the last, and the last empties the log. */
    private void reopen() throws SQLException {
        connection = opener.open();
        open = false;
        Doubtful old = doubtful;
        doubtful = null;
        if (old != null) {
            closeQuietly(old.connection);
            reopenings.accept(old.cause);
        }
    }

    private static void closeQuietly(CachedConnection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // it is given up in any case
        }
    }

    /** Closes, and writes nothing before. */
    public void close() throws SQLException {
        closed = true;
        if (connection != null) {
            connection.close();
        }
        if (doubtful != null) {
            closeQuietly(doubtful.connection);
        }
    }
}
