package io.litestack.core.internal;

import io.litestack.core.Checkpoint;
import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.spi.LoopWorker;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the file in shape, in the background: moves the write-ahead log into it, gives free pages back, keeps the planner's
 * statistics fresh, rebuilds the log after a failed flush, and notices a newer release.
 *
 * <h2>Checkpoints</h2>
 *
 * A checkpoint inside a COMMIT stalls that commit for as long as the disk takes to flush. So commits never checkpoint;
 * this loop does, on a connection of its own, beside the writers. But a log that is written while it is copied is never
 * copied to its end, and only a log that is can be begun anew. So:
 *
 * <ol>
 *   <li>PASSIVE checkpoints beside the writers, until few frames are left.
 *   <li>Then, with the lane and the file's write lock held, one more: a handful of frames, a few milliseconds, and the next
 *       writer of whatever process begins the log anew.
 * </ol>
 *
 * <p>Readers of an old view keep the log from being begun anew. Beyond a size the loop asks for RESTART, which waits a few
 * milliseconds for the readers, now and then; beyond that it can only warn and name the oldest one.
 */
final class Maintenance implements LoopWorker.Step {
    private static final long BUSY_INTERVAL_NANOS = 20_000_000;
    private static final long CALM_INTERVAL_NANOS = 200_000_000;
    private static final long CALM_CHECKPOINT_NANOS = 5_000_000_000L;
    private static final long UPKEEP_INTERVAL_NANOS = 60_000_000_000L;
    private static final long OPTIMIZE_INTERVAL_NANOS = 3_600_000_000_000L;
    private static final long WARN_INTERVAL_NANOS = 60_000_000_000L;
    private static final long LANE_WAIT_NANOS = 1_000_000_000L;

    private static final int MANY_COMMITS = 20;
    private static final int MANY_FRAMES = 1_000;
    private static final int FEW_FRAMES = 200;
    private static final int PASSES = 4;
    private static final long LARGE_LOG = 64L << 20;
    private static final int RESTART_WAIT_MILLIS = 10;
    private static final int VACUUM_PAGES = 256;

    private final StoreEngine engine;
    private final Connections connections;
    private final WriteLane lane;
    private final Writer writer;
    private final WalSync sync;
    private final SchemaInstaller schemas;
    private @Nullable Session session;
    private volatile boolean asleep = true;
    private final AtomicLong checkpoints = new AtomicLong();
    private volatile long longestNanos;
    private volatile long walBytes;
    private long seenCommits;
    private boolean isBusy;
    private long lastCheckpoint;
    private long lastRestart;
    private long lastWarning;
    private long lastUpkeep;
    private long lastOptimize;

    /** What SQLite says of the log: how many frames it has, and how many of them are in the file. */
    private record Log(boolean isBusy, long frames, long checkpointed) {
        long left() {
            return frames - checkpointed;
        }
    }

    Maintenance(
            StoreEngine engine,
            Connections connections,
            WriteLane lane,
            Writer writer,
            WalSync sync,
            SchemaInstaller schemas) {
        this.engine = engine;
        this.connections = connections;
        this.lane = lane;
        this.writer = writer;
        this.sync = sync;
        this.schemas = schemas;
        long now = engine.ticks();
        lastCheckpoint = now;
        lastRestart = now;
        lastWarning = now - WARN_INTERVAL_NANOS;
        lastUpkeep = now - UPKEEP_INTERVAL_NANOS;
        lastOptimize = now - OPTIMIZE_INTERVAL_NANOS;
    }

    boolean isAsleep() {
        return asleep;
    }

    long checkpoints() {
        return checkpoints.get();
    }

    long longestNanos() {
        return longestNanos;
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
        boolean isActive = commits != seenCommits;
        isBusy = commits - seenCommits >= MANY_COMMITS;
        seenCommits = commits;
        walBytes = sync.logBytes();
        schemas.check(connection, this::refuseWrites);
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
            left = FEW_FRAMES;
        }
        return delay(isActive, left, commits);
    }

    void closeSession() throws SQLException {
        if (session != null) {
            session.close();
        }
    }

    private long delay(boolean isActive, long left, long commits) {
        if (sync.isPoisoned() || isBusy) {
            return BUSY_INTERVAL_NANOS;
        }
        if (isActive || left > 0) {
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
            return checkpoint(connection, now);
        } catch (SQLException e) {
            if (SqliteErrors.extended(e) == SqliteErrors.IOERR_FSYNC) {
                sync.poison(e);
            }
            throw e;
        }
    }

    /** Checkpoints if it is time. Returns how many frames are left. */
    private long checkpoint(Session connection, long now) throws SQLException {
        Log log = checkpoint(connection, "NOOP");
        boolean isDue = now - lastCheckpoint >= CALM_CHECKPOINT_NANOS;
        if (log.left() < (isDue ? 1 : MANY_FRAMES)) {
            return log.left();
        }
        long before = log.checkpointed();
        for (int i = 0; i < PASSES && log.left() >= FEW_FRAMES && !log.isBusy(); i++) {
            log = checkpoint(connection, "PASSIVE");
        }
        if (log.left() < FEW_FRAMES && !log.isBusy()) {
            log = finish(connection);
        }
        lastCheckpoint = engine.ticks();
        record(now, log.checkpointed() - before);
        if (walBytes >= LARGE_LOG) {
            shrink(connection, log);
        }
        return log.left();
    }

    private void record(long start, long frames) {
        long nanos = engine.ticks() - start;
        checkpoints.incrementAndGet();
        longestNanos = Math.max(longestNanos, nanos);
        engine.listener().onCheckpoint(engine.path(), Math.max(0, frames), nanos);
    }

    /** The last frames, with all writers of all processes held off. */
    private Log finish(Session connection) throws SQLException {
        Thread self = Thread.currentThread();
        WriteLane.Claim claim = () -> self;
        lane.acquire(claim, LANE_WAIT_NANOS);
        try {
            writer.begin(LANE_WAIT_NANOS);
            try {
                return checkpoint(connection, "PASSIVE");
            } finally {
                writer.endCheckpoint();
            }
        } finally {
            lane.release(claim);
        }
    }

    /** The log is large because readers keep it: waits a moment for them, now and then, and warns. */
    private void shrink(Session connection, Log log) throws SQLException {
        long now = engine.ticks();
        if (log.left() < FEW_FRAMES && now - lastRestart >= CALM_INTERVAL_NANOS) {
            lastRestart = now;
            connection.runOnce("PRAGMA busy_timeout=" + RESTART_WAIT_MILLIS);
            try {
                checkpoint(connection, "RESTART");
            } finally {
                connection.runOnce("PRAGMA busy_timeout=0");
            }
        } else if (log.left() >= MANY_FRAMES && now - lastWarning >= WARN_INTERVAL_NANOS) {
            lastWarning = now;
            engine.listener().onCheckpointStarved(engine.path(), walBytes, oldestReader());
        }
    }

    private String oldestReader() {
        for (Session reader : engine.readers().sessions()) {
            Thread thread = reader.borrower();
            if (thread != null) {
                return "a reader in \"" + thread.getName() + '"';
            }
        }
        return "a reader that is not of this process";
    }

    /** Copies the whole log into the file, flushes that and empties the log, after a flush of the log has failed. */
    private void rebuildLog(Session connection) throws SQLException {
        if (engine.config().checkpoint() == Checkpoint.EXTERNAL) {
            return;
        }
        Thread self = Thread.currentThread();
        WriteLane.Claim claim = () -> self;
        lane.acquire(claim, LANE_WAIT_NANOS);
        try {
            if (checkpoint(connection, "TRUNCATE").isBusy()) {
                return;
            }
            sync.recovered();
        } finally {
            lane.release(claim);
        }
        engine.listener().onSyncRecovery(engine.path());
    }

    private static Log checkpoint(Session connection, String mode) throws SQLException {
        PreparedStatement statement = connection.prepare("PRAGMA wal_checkpoint(" + mode + ")");
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return new Log(row.getInt(1) != 0, Math.max(0, row.getLong(2)), Math.max(0, row.getLong(3)));
        } catch (SQLException e) {
            connection.closeStatements();
            throw e;
        }
    }

    // Upkeep.

    private void upkeep(long now, long commits) throws IOException {
        if (commits == 0 || now - lastUpkeep < UPKEEP_INTERVAL_NANOS) {
            return;
        }
        lastUpkeep = now;
        try {
            engine.execute(statements -> vacuum(statements.prepare("PRAGMA incremental_vacuum(" + VACUUM_PAGES + ")")));
            if (now - lastOptimize >= OPTIMIZE_INTERVAL_NANOS) {
                lastOptimize = now;
                engine.execute(statements -> vacuum(statements.prepare("PRAGMA optimize(0x10002)")));
            }
        } catch (LitestackException e) {
            // the writer is busy or refuses: upkeep can wait for the next time
            lastUpkeep = now;
        }
    }

    private static int vacuum(PreparedStatement pragma) throws SQLException {
        int rows = 0;
        if (pragma.execute()) {
            try (ResultSet result = pragma.getResultSet()) {
                while (result.next()) {
                    rows++;
                }
            }
        }
        return rows;
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
