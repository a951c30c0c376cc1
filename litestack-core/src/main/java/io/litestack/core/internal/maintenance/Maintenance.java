package io.litestack.core.internal.maintenance;

import io.litestack.core.Checkpoint;
import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.internal.commit.WalFlusher;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.file.DatabaseChanges;
import io.litestack.core.internal.file.FileWatch;
import io.litestack.core.internal.read.ReaderPool;
import io.litestack.core.internal.read.SharedReadMark;
import io.litestack.core.internal.schema.SchemaInstaller;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.internal.write.MaintenanceWrites;
import io.litestack.core.internal.write.WriteConnection;
import io.litestack.core.internal.write.WriteThrottle;
import io.litestack.core.internal.write.WriterAccess;
import io.litestack.core.spi.LoopWorker;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the file in shape, in the background: moves the write-ahead log into it, gives free pages back, keeps the planner's
 * statistics fresh, rebuilds the log after a failed flush, and notices a newer release. How the log is moved, and when, is
 * explained at {@link Checkpointer}.
 *
 * <p>A disk that is full or fails is no reason to rest: it is tried again soon, so that writes work as soon as it does.
 */
public final class Maintenance implements LoopWorker.Step {
    private static final long THROTTLED_INTERVAL_NANOS = 5_000_000;
    private static final long SETTLE_INTERVAL_NANOS = 100_000_000;
    private static final long BUSY_INTERVAL_NANOS = 20_000_000;
    private static final long RETRY_INTERVAL_NANOS = 100_000_000;
    /** So the maintenance looks after the locks before a writer would have to, which holds that one up. */
    private static final long ACTIVE_INTERVAL_NANOS = 80_000_000;

    private static final long CALM_INTERVAL_NANOS = 200_000_000;
    private static final long REPORT_INTERVAL_NANOS = 60_000_000_000L;

    /** In so short a time writers cannot write more than some megabytes. */
    private static final long MUCH_WRITING_NANOS = 5_000_000;

    /** The parts of the store that it works on. */
    public record Parts(
            WriterAccess writer,
            MaintenanceWrites writes,
            ConnectionFactory connections,
            WalFlusher flusher,
            ReaderPool readers,
            FileWatch files,
            DatabaseChanges changes,
            SchemaInstaller schemas) {}

    private final StoreContext store;
    private final Parts parts;
    private final WriteConnection writer;
    private final WalFlusher flusher;
    private final FileWatch files;
    private final MaintenanceWrites writes;
    private final WriteThrottle throttle;
    private final Checkpointer checkpointer;
    private final FailedCheckpoint failedCheckpoint;
    private final Optimizer optimizer;
    private @Nullable CachedConnection opened;

    /** It is to be woken when the writer has been held for so long in all. */
    private volatile long wakeAtHeldNanos = Long.MIN_VALUE;

    private volatile long walBytes;
    private long seenVersion;
    private boolean isLogRescued;
    private long lastSettled;
    private boolean mayHaveChanged;
    private boolean isFailing;
    private long lastReport;

    public Maintenance(StoreContext store, Parts parts) {
        this.store = store;
        this.parts = parts;
        this.writer = parts.writer().connection();
        this.flusher = parts.flusher();
        this.files = parts.files();
        this.writes = parts.writes();
        this.throttle = parts.writer().admission().throttle();
        this.checkpointer = new Checkpointer(store, writes, throttle, parts.readers(), parts.changes());
        this.failedCheckpoint = new FailedCheckpoint(store, throttle);
        this.optimizer = new Optimizer(store, writes);
        lastSettled = store.ticks() - SETTLE_INTERVAL_NANOS;
    }

    /** Whether it is to be woken now that the writer has been held for so long in all. */
    public boolean isWanted(long heldNanos) {
        return heldNanos >= wakeAtHeldNanos;
    }

    public long checkpoints() {
        return checkpointer.checkpoints();
    }

    public long longestNanos() {
        return checkpointer.longestNanos();
    }

    public long walBytes() {
        return walBytes;
    }

    @Override
    public long run() throws Exception {
        wakeAtHeldNanos = Long.MAX_VALUE;
        long now = store.ticks();
        try {
            long delay = maintain(now);
            isFailing &= throttle.isRefusing();
            return delay;
        } catch (SQLException | IOException | LitestackException e) {
            report(e, now);
            return RETRY_INTERVAL_NANOS;
        }
    }

    private void report(Exception cause, long now) {
        if (!isFailing || now - lastReport >= REPORT_INTERVAL_NANOS) {
            isFailing = true;
            lastReport = now;
            store.listener().onLoopFailure(store.threadName("maintenance"), cause, RETRY_INTERVAL_NANOS);
        }
    }

    private long maintain(long now) throws SQLException, IOException {
        CachedConnection connection = connection();
        long commits = writer.commits();
        long held = parts.writer().lock().heldNanosTotal();
        long version = connection.single("PRAGMA data_version");
        boolean isActive = version != seenVersion;
        seenVersion = version;
        walBytes = flusher.logBytes();
        if (isLost(connection)) {
            return isLogRescued || !files.isOnlyLogRemoved() ? UNTIL_WOKEN : CALM_INTERVAL_NANOS;
        }
        parts.schemas().check(connection, this::refuseWrites);
        long left = 0;
        try {
            if (flusher.isPoisoned()) {
                parts.changes().databaseMayChange();
                rebuildLog(connection);
            } else if (store.config().checkpoint() == Checkpoint.INTERNAL) {
                left = checkpoint(connection, now);
            }
            if (commits > 0 && !throttle.isRefusing()) {
                optimizer.run(connection, now);
            }
        } catch (StoreBusyException | ClosedException e) {
            // somebody has held the writer for a second, or the store is being closed: all this can wait
            left = 1;
        }
        long untilSettled = settle(now);
        return Math.min(untilSettled, delay(isActive, left, commits, held));
    }

    /**
     * Writes down which log belongs to the database, some time after each change and not after each: what is written there is
     * one more thing for the file system to bring to the disk at the next flush. Returns in how many nanoseconds to come again.
     */
    private long settle(long now) throws IOException {
        mayHaveChanged |= checkpointer.takeMayHaveChanged();
        long left = lastSettled + SETTLE_INTERVAL_NANOS - now;
        if (left <= 0) {
            parts.changes().databaseIsSettled();
            lastSettled = now;
            mayHaveChanged = false;
        }
        return mayHaveChanged ? left : UNTIL_WOKEN;
    }

    /** What is better done before the writer is gone. */
    public void prepareClose() {
        boolean isWorking = !throttle.isRefusing() && !files.isLost();
        if (writer.commits() > 0 && isWorking && parts.writer().lock().holder() == null) {
            optimizer.runAtClose();
        }
    }

    public void closeConnection() throws SQLException {
        if (opened != null) {
            opened.close();
        }
    }

    private long delay(boolean isActive, long left, long commits, long held) {
        if (throttle.isRefusing()) {
            return RETRY_INTERVAL_NANOS;
        }
        // nobody is to be slowed when nobody writes, however long the log is that is copied
        if (throttle.isLimiting() && (isActive || left > 0)) {
            return THROTTLED_INTERVAL_NANOS;
        }
        wakeAtHeldNanos = held + MUCH_WRITING_NANOS;
        boolean isRebuilding = flusher.isPoisoned() && store.config().checkpoint() == Checkpoint.INTERNAL;
        if (isRebuilding || checkpointer.isShrinking()) {
            return BUSY_INTERVAL_NANOS;
        }
        if (isActive) {
            return ACTIVE_INTERVAL_NANOS;
        }
        if (left > 0 || Checkpointer.isLarge(walBytes)) {
            return CALM_INTERVAL_NANOS;
        }
        wakeAtHeldNanos = Long.MIN_VALUE;
        // a commit that came before that was set has woken nobody
        return writer.commits() == commits ? UNTIL_WOKEN : 0;
    }

    private CachedConnection connection() throws SQLException {
        CachedConnection open = opened;
        if (open == null) {
            open = parts.connections().openMaintenance();
            opened = open;
        }
        return open;
    }

    // Checkpoints.

    private long checkpoint(CachedConnection connection, long now) throws SQLException, IOException {
        if (!failedCheckpoint.mayTry(now)) {
            return 1;
        }
        try {
            long left = checkpointer.run(connection, now, walBytes);
            failedCheckpoint.succeeded();
            return left;
        } catch (SQLException e) {
            // Linux reports a failed flush once: after this one the flusher's own would succeed over the hole
            if (SqliteErrors.extended(e) == SqliteErrors.IOERR_FSYNC) {
                flusher.poison(e);
            }
            failedCheckpoint.failed(e, checkpointer.logBytes());
            throw e;
        }
    }

    /** Copies the whole log into the file, flushes that and empties the log, after a flush of the log has failed. */
    private void rebuildLog(CachedConnection connection) throws SQLException {
        if (store.config().checkpoint() == Checkpoint.EXTERNAL) {
            return;
        }
        boolean isRebuilt = writes.locked(writer -> {
            boolean isEmpty = empty(connection);
            if (isEmpty) {
                flusher.recovered();
            }
            return isEmpty;
        });
        if (isRebuilt) {
            store.listener().onSyncRecovery(store.path());
        }
    }

    private boolean empty(CachedConnection connection) throws SQLException {
        SharedReadMark.Pause pause = parts.readers().mark().pause();
        try {
            return Checkpointer.empty(connection);
        } finally {
            pause.close();
        }
    }

    /**
     * Whether a file is not the one that was opened; then nothing is done to the files any more. Only from a log without a
     * name what was committed is still moved into the database, once: whoever checkpoints otherwise cannot do it.
     */
    private boolean isLost(CachedConnection connection) throws SQLException {
        if (!files.isLost()) {
            files.lookAtAll();
        }
        if (files.isOnlyLogRemoved() && !isLogRescued) {
            isLogRescued = writes.locked(writer -> empty(connection));
        }
        return files.isLost();
    }

    private void refuseWrites(String component, int found, int known) {
        boolean isFirst = parts.writer()
                .admission()
                .refuse(new StoreException(
                        store.path() + " was changed by a newer release while it was open: component " + component
                                + " is at version " + found + ", this release knows up to " + known
                                + "; restart this process with the newer release",
                        null));
        if (isFirst) {
            store.listener().onNewerSchema(store.path(), component, found, known);
        }
    }
}
