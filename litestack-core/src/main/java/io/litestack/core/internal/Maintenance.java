package io.litestack.core.internal;

import io.litestack.core.Checkpoint;
import io.litestack.core.ClosedException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.spi.LoopWorker;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the file in shape, in the background: moves the write-ahead log into it, gives free pages back, keeps the planner's
 * statistics fresh, rebuilds the log after a failed flush, and notices a newer release. How the log is moved, and when, is
 * told at {@link Checkpointer}.
 */
final class Maintenance implements LoopWorker.Step {
    private static final long BUSY_INTERVAL_NANOS = 20_000_000;
    private static final long CALM_INTERVAL_NANOS = 200_000_000;
    private static final long UPKEEP_INTERVAL_NANOS = 60_000_000_000L;
    private static final long OPTIMIZE_INTERVAL_NANOS = 3_600_000_000_000L;
    private static final int MANY_COMMITS = 20;
    private static final int VACUUM_PAGES = 256;

    private final StoreEngine engine;
    private final Connections connections;
    private final Writer writer;
    private final WalSync sync;
    private final SchemaInstaller schemas;
    private final HouseWrites writes;
    private final Checkpointer checkpointer;
    private @Nullable Session session;
    private volatile boolean asleep = true;
    private volatile long walBytes;
    private long seenCommits;
    private long seenVersion;
    private boolean isBusy;
    private boolean isLogRescued;
    private long lastUpkeep;
    private long lastOptimize;

    Maintenance(
            StoreEngine engine,
            Connections connections,
            WriteLane lane,
            Writer writer,
            WalSync sync,
            SchemaInstaller schemas) {
        this.engine = engine;
        this.connections = connections;
        this.writer = writer;
        this.sync = sync;
        this.schemas = schemas;
        this.writes = new HouseWrites(engine, lane, writer);
        this.checkpointer = new Checkpointer(engine, writes);
        long now = engine.ticks();
        lastUpkeep = now - UPKEEP_INTERVAL_NANOS;
        lastOptimize = now - OPTIMIZE_INTERVAL_NANOS;
    }

    boolean isAsleep() {
        return asleep;
    }

    long checkpoints() {
        return checkpointer.checkpoints();
    }

    long longestNanos() {
        return checkpointer.longestNanos();
    }

    long walBytes() {
        return walBytes;
    }

    @Override
    public long run() throws Exception {
        asleep = false;
        Session connection = session();
        long now = engine.ticks();
        long commits = writer.commits();
        long version = connection.single("PRAGMA data_version");
        boolean isActive = version != seenVersion;
        seenVersion = version;
        isBusy = commits - seenCommits >= MANY_COMMITS;
        seenCommits = commits;
        walBytes = sync.logBytes();
        if (isLost(connection)) {
            return isLogRescued || !engine.files().isOnlyLogRemoved() ? UNTIL_WOKEN : CALM_INTERVAL_NANOS;
        }
        schemas.check(connection, this::refuseWrites);
        engine.databaseMayChange();
        long left = 0;
        try {
            if (sync.isPoisoned()) {
                rebuildLog(connection);
            } else if (engine.config().checkpoint() == Checkpoint.INTERNAL) {
                left = checkpointOrPoison(connection, now);
            }
            upkeep(now, commits);
        } catch (StoreBusyException | ClosedException e) {
            // somebody has held the writer for a second, or the store is being closed: all this can wait
            left = 1;
        }
        engine.databaseIsSettled();
        return delay(isActive, left, commits);
    }

    void closeSession() throws SQLException {
        if (session != null) {
            session.close();
        }
    }

    private long delay(boolean isActive, long left, long commits) {
        boolean isRebuilding = sync.isPoisoned() && engine.config().checkpoint() == Checkpoint.INTERNAL;
        if (isRebuilding || isBusy || checkpointer.isShrinking()) {
            return BUSY_INTERVAL_NANOS;
        }
        if (isActive || left > 0 || Checkpointer.isLarge(walBytes)) {
            return CALM_INTERVAL_NANOS;
        }
        asleep = true;
        // a commit that came before the flag was up has told nobody
        return writer.commits() == commits ? UNTIL_WOKEN : 0;
    }

    private Session session() throws SQLException {
        Session open = session;
        if (open == null) {
            open = connections.openMaintenance();
            session = open;
        }
        return open;
    }

    // Checkpoints.

    /** Linux tells of a failed flush once: after that of a checkpoint, the shared sync's own would succeed over the hole. */
    private long checkpointOrPoison(Session connection, long now) throws SQLException {
        try {
            return checkpointer.run(connection, now, walBytes);
        } catch (SQLException e) {
            if (SqliteErrors.extended(e) == SqliteErrors.IOERR_FSYNC) {
                sync.poison(e);
            }
            throw e;
        }
    }

    /** Copies the whole log into the file, flushes that and empties the log, after a flush of the log has failed. */
    private void rebuildLog(Session connection) throws SQLException {
        if (engine.config().checkpoint() == Checkpoint.EXTERNAL) {
            return;
        }
        boolean isRebuilt = writes.inLane(writer -> {
            boolean isEmpty = Checkpointer.empty(connection);
            if (isEmpty) {
                sync.recovered();
            }
            return isEmpty;
        });
        if (isRebuilt) {
            engine.listener().onSyncRecovery(engine.path());
        }
    }

    // Upkeep.

    private void upkeep(long now, long commits) throws SQLException {
        if (commits == 0 || now - lastUpkeep < UPKEEP_INTERVAL_NANOS) {
            return;
        }
        lastUpkeep = now;
        writes.changeInLane("PRAGMA incremental_vacuum(" + VACUUM_PAGES + ")");
        if (now - lastOptimize >= OPTIMIZE_INTERVAL_NANOS) {
            lastOptimize = now;
            writes.changeInLane("PRAGMA optimize(0x10002)");
        }
    }

    /**
     * Whether a file is not the one that was opened; then nothing is done to the files any more. Only from a log without a
     * name what was committed is still moved into the database, once: whoever checkpoints otherwise cannot do it.
     */
    private boolean isLost(Session connection) throws SQLException {
        FileWatch files = engine.files();
        if (!files.isLost()) {
            files.look();
        }
        if (files.isOnlyLogRemoved() && !isLogRescued) {
            isLogRescued = writes.inLane(writer -> Checkpointer.empty(connection));
        }
        return files.isLost();
    }

    private void refuseWrites(String component, int found, int known) {
        boolean isNews = engine.declareUnsafe(new StoreException(
                engine.path() + " was changed by a newer release while it was open: component " + component
                        + " is at version " + found + ", this release knows up to " + known
                        + "; restart this process with the newer release",
                null));
        if (isNews) {
            engine.listener().onNewerSchema(engine.path(), component, found, known);
        }
    }
}
