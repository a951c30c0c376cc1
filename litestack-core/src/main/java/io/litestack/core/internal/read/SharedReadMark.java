package io.litestack.core.internal.read;

import io.litestack.core.Checkpoint;
import io.litestack.core.StoreConfig;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Saves quick reads the system calls for SQLite's lock.
 *
 * <h2>The idea</h2>
 *
 * Each read locks one of the five read marks in the {@code -shm} file, so that no checkpoint takes away what it looks at, and
 * unlocks it at its end: two calls of {@code fcntl}, two fifths of what reading one row takes. But locks of POSIX belong to the
 * process: SQLite counts how many of its connections share one, and asks the system only for the first and after the last. So
 * while reads follow each other closely, a connection that does nothing else keeps one open on the newest mark, and the others
 * find the lock taken and count. Each read still looks whether something was committed, by whatever process, and then takes
 * another mark: nothing is read that is older than without this.
 *
 * <h2>What it must not do</h2>
 *
 * A mark that is kept holds up checkpoints as any reader does. So it is kept only
 *
 * <ul>
 *   <li>while reads follow each other within a fraction of a millisecond: if none has come for some milliseconds the watchdog ends it;
 *   <li>while this process commits next to nothing: a mark is of use until the next commit only;
 *   <li>for some milliseconds at a time, then it is taken anew, since another process may have committed;
 *   <li>while this process does not checkpoint ({@link #pause});
 *   <li>if it is this process's own business when to checkpoint: an outside replicator is not held up.
 * </ul>
 *
 * <p>If the connection fails it is given up for a while; reads lose nothing but speed. Thread-safe.
 */
public final class SharedReadMark implements AutoCloseable {
    /** A view that needs no table: the file of a new store has none. */
    private static final String VIEW = "SELECT 1 FROM sqlite_schema UNION ALL SELECT 1";

    /** How often it is looked whether the mark is still the newest, by reads. */
    private static final long LOOK_NANOS = 1_000_000;

    /** How long a mark is kept at most, since commits of other processes are not looked for. */
    private static final long KEEP_NANOS = 5_000_000;

    /** So many reads in a row, on one connection, make one look. */
    private static final int READS_PER_LOOK = 8;

    /** They must follow each other as closely as this. */
    private static final long FREQUENT_NANOS = 1_000_000;

    /** More commits of this process between two looks, and a mark is not worth it. */
    private static final long MOST_COMMITS = 1;

    private static final long REST_NANOS = 1_000_000_000;

    /** A time without a mark. */
    @FunctionalInterface
    public interface Pause extends AutoCloseable {
        @Override
        void close();
    }

    private final ConnectionFactory connections;
    private final LongSupplier commits;
    private final boolean isAllowed;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CachedConnection connection;
    private volatile boolean isWanted;
    private volatile boolean isHeld;
    private volatile boolean isUsed;
    private volatile long lookedAt;
    private long heldSince;
    private long heldCommit;
    private long lastCommit;
    private long restsUntil;
    private boolean isResting;
    private int pauses;
    private boolean closed;

    /**
     * Keeps nothing yet.
     *
     * @param commits how many commits this process has made
     */
    SharedReadMark(StoreConfig config, ConnectionFactory connections, LongSupplier commits) {
        this.connections = connections;
        this.commits = commits;
        this.isAllowed = config.checkpoint() == Checkpoint.INTERNAL;
        this.lookedAt = config.ticker().nanos() - LOOK_NANOS;
    }

    /** A read has ended. Costs a few instructions, but once in a millisecond. */
    void afterRead(PooledReader reader) {
        if (isAllowed && reader.countRead() % READS_PER_LOOK == 0) {
            long now = reader.borrowedAt();
            if (now - reader.countedAt(now) < FREQUENT_NANOS) {
                used(now);
            }
        }
    }

    /** Reads follow each other closely. */
    void used(long now) {
        if (!isUsed) {
            isUsed = true;
        }
        if (now - lookedAt >= LOOK_NANOS && lock.tryLock()) {
            try {
                lookedAt = now;
                renew(now);
            } finally {
                lock.unlock();
            }
        }
    }

    private void renew(long now) {
        long commit = commits.getAsLong();
        boolean isQuiet = commit - lastCommit <= MOST_COMMITS;
        lastCommit = commit;
        if (pauses > 0 || connection == null) {
            isWanted = !closed;
        } else if (!isQuiet) {
            release();
        } else if (!isHeld || commit != heldCommit || now - heldSince >= KEEP_NANOS) {
            release();
            hold(commit, now);
        }
    }

    /**
     * Opens the connection if it is wanted, and ends a mark that no read has used since the last call. For the watchdog, some
     * milliseconds after the last call as long as this returns true.
     *
     * @return whether a mark is kept
     */
    public boolean look(long now) {
        if (!isHeld && !isWanted) {
            return false;
        }
        lock.lock();
        try {
            boolean wasUsed = isUsed;
            isUsed = false;
            if (isWanted && wasUsed && !closed && connection == null && !(isResting && now - restsUntil < 0)) {
                open(now);
            }
            isWanted = false;
            if (isHeld && !wasUsed) {
                release();
            }
            return isHeld;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the mark; there is none until the pause is closed. */
    public Pause pause() {
        lock.lock();
        try {
            pauses++;
            release();
            return this::resume;
        } finally {
            lock.unlock();
        }
    }

    private void resume() {
        lock.lock();
        try {
            pauses--;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a mark is kept now. */
    boolean isHeld() {
        return isHeld;
    }

    private void open(long now) {
        try {
            connection = connections.openMark();
        } catch (SQLException | RuntimeException e) {
            rest(now);
        }
    }

    private void hold(long commit, long now) {
        CachedConnection open = connection;
        if (open == null) {
            return;
        }
        try {
            open.standOnFirstRow(VIEW);
            isHeld = true;
            heldCommit = commit;
            heldSince = now;
        } catch (SQLException | RuntimeException e) {
            discard();
            rest(now);
        }
    }

    private void release() {
        CachedConnection open = connection;
        if (!isHeld || open == null) {
            return;
        }
        isHeld = false;
        try {
            open.reset(VIEW);
        } catch (SQLException | RuntimeException e) {
            discard();
        }
    }

    private void rest(long now) {
        isResting = true;
        restsUntil = now + REST_NANOS;
    }

    private void discard() {
        CachedConnection open = connection;
        connection = null;
        isHeld = false;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException | RuntimeException e) {
            // it has failed before
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            discard();
        } finally {
            lock.unlock();
        }
    }
}
