package io.litestack.core.internal.write;

import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.StatementClock;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the store itself does with its writer: with its lock, as anybody else, and in short transactions. Thread-safe. */
public final class MaintenanceWrites {
    /** Our own writers wait meanwhile: another process's transaction is not waited for long. */
    public static final long BEGIN_WAIT_NANOS = 20_000_000L;

    /** With what it takes to notice and to roll back, nobody is held up for more than 50 ms. */
    private static final long LONGEST_CHANGE_NANOS = 40_000_000L;

    public static final long LOCK_WAIT_NANOS = 1_000_000_000L;

    private final StoreContext store;
    private final WriterAccess writer;
    private final Runnable watchClosely;
    private volatile @Nullable StatementClock changing;

    public MaintenanceWrites(StoreContext store, WriterAccess writer, Runnable watchClosely) {
        this.store = store;
        this.writer = writer;
        this.watchClosely = watchClosely;
    }

    /** What is done while the lock is held. */
    @FunctionalInterface
    public interface Locked<T> {
        T run(WriteConnection writer) throws SQLException;
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Change {
        void run(CachedConnection connection) throws SQLException;
    }

    public <T> T locked(Locked<T> work) throws SQLException {
        return locked(LOCK_WAIT_NANOS, work);
    }

    public <T> T locked(long lockWaitNanos, Locked<T> work) throws SQLException {
        WriterLock.Permit permit = WriterLock.Permit.ofCurrentThread();
        writer.lock().acquire(permit, lockWaitNanos);
        return run(permit, work);
    }

    /** The same ahead of all who wait. */
    public <T> T lockedFirst(Locked<T> work) throws SQLException {
        WriterLock.Permit permit = WriterLock.Permit.ofCurrentThread();
        writer.lock().acquireFirst(permit, LOCK_WAIT_NANOS);
        return run(permit, work);
    }

    /** The same, unless somebody has the lock or waits for it. */
    public long lockedIfFree(Locked<Long> work, long otherwise) throws SQLException {
        WriterLock.Permit permit = WriterLock.Permit.ofCurrentThread();
        return writer.lock().tryAcquire(permit) ? run(permit, work) : otherwise;
    }

    private <T> T run(WriterLock.Permit permit, Locked<T> work) throws SQLException {
        writer.watch();
        try {
            return work.run(writer.connection());
        } finally {
            writer.lock().release(permit);
        }
    }

    /**
     * A change in a transaction of its own; one that takes too long is interrupted and rolled back. The lock must be held.
     *
     * @return the commit's number
     */
    public long change(Change change, long waitNanos) throws SQLException {
        writer.admission().refuseIfUnsafe();
        writer.connection().begin(waitNanos);
        boolean isDone = false;
        try {
            runWatched(writer.connection().current(), change);
            isDone = true;
        } finally {
            if (!isDone) {
                writer.connection().rollback();
            }
        }
        return writer.connection().commit(true);
    }

    /** As {@link #change} for what only looks, but may need the file's write lock for that: nothing is committed. */
    public void look(Change look) throws SQLException {
        writer.connection().begin(BEGIN_WAIT_NANOS);
        try {
            runWatched(writer.connection().current(), look);
        } finally {
            writer.connection().endCheckpoint();
        }
    }

    private void runWatched(CachedConnection connection, Change change) throws SQLException {
        StatementClock clock = new StatementClock(connection);
        clock.start(store.ticks());
        changing = clock;
        watchClosely.run();
        try {
            change.run(connection);
        } finally {
            changing = null;
            clock.stop();
        }
    }

    /** The watchdog's side: interrupts a change that takes too long. Returns whether one is under way. */
    public boolean watch(long now) {
        StatementClock clock = changing;
        if (clock == null) {
            return false;
        }
        clock.interruptIfOver(now, LONGEST_CHANGE_NANOS);
        return true;
    }
}
