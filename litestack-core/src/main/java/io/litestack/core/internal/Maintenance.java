package io.litestack.core.internal;

import io.litestack.core.Checkpoint;
import io.litestack.core.ClosedException;
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
 *   <li>PASSIVE checkpoints beside the writers, each shorter than the one before, until few frames are left.
 *   <li>Then, with the lane and the file's write lock held, one more: what was written meanwhile, a flush of the log and one
 *       of the file, some milliseconds. The next writer of whatever process begins the log anew.
 * </ol>
 *
 * <p>Readers of an old view keep the log from being copied, or from being begun anew, and it grows. That cannot be helped
 * (slowing the writers would not end the reader), but it is said, with the oldest reader's name. Once they are gone the log
 * is copied, and its file shrinks in steps.
 */
final class Maintenance implements LoopWorker.Step {
    private static final long BUSY_INTERVAL_NANOS = 20_000_000;
    private static final long CALM_INTERVAL_NANOS = 200_000_000;
    private static final long CALM_CHECKPOINT_NANOS = 5_000_000_000L;
    private static final long UPKEEP_INTERVAL_NANOS = 60_000_000_000L;
    private static final long OPTIMIZE_INTERVAL_NANOS = 3_600_000_000_000L;
    private static final long WARN_INTERVAL_NANOS = 60_000_000_000L;
    private static final long LANE_WAIT_NANOS = 1_000_000_000L;

    /** Our own writers wait meanwhile: another process's transaction is not waited for long. */
    private static final long BEGIN_WAIT_NANOS = 20_000_000L;

    private static final int MANY_COMMITS = 20;
    private static final int MANY_FRAMES = 1_000;
    private static final int FEW_FRAMES = 200;
    private static final int PASSES = 8;
    private static final long LARGE_LOG = 64L << 20;
    private static final long KEPT_LOG = 48_000_000;
    private static final long SHRINK_STEP = 64_000_000;
    private static final long NO_LIMIT = -1;
    private static final int READER_WAIT_MILLIS = 10;
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
    private long logLimit = NO_LIMIT;
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
        refuseWritesIfLogIsGone();
        schemas.check(connection, this::refuseWrites);
        long left = 0;
        try {
            if (sync.isPoisoned()) {
                rebuildLog(connection);
            } else if (engine.config().checkpoint() == Checkpoint.INTERNAL) {
                left = checkpointOrPoison(connection, now);
                if (!isActive && left == 0 && walBytes > KEPT_LOG) {
                    truncate(connection);
                }
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
        boolean isRebuilding = sync.isPoisoned() && engine.config().checkpoint() == Checkpoint.INTERNAL;
        if (isRebuilding || isBusy) {
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
        boolean isHeldUp = false;
        for (int i = 0; i < PASSES && log.left() >= FEW_FRAMES && !isHeldUp; i++) {
            Log pass = checkpoint(connection, "PASSIVE");
            // a few frames are held up by any transaction that is just under way
            isHeldUp = pass.isBusy() || pass.left() >= FEW_FRAMES;
            log = checkpoint(connection, "NOOP");
        }
        if (isHeldUp) {
            warnOfReaders(log);
        } else {
            log = finish(connection);
        }
        lastCheckpoint = engine.ticks();
        record(now, log.checkpointed() - before);
        return log.left();
    }

    private void record(long start, long frames) {
        long nanos = engine.ticks() - start;
        checkpoints.incrementAndGet();
        longestNanos = Math.max(longestNanos, nanos);
        engine.listener().onCheckpoint(engine.path(), Math.max(0, frames), nanos);
    }

    /** The last frames, with all writers of all processes held off, so that the next one begins the log anew. */
    private Log finish(Session connection) throws SQLException {
        return inLane(() -> {
            writer.begin(BEGIN_WAIT_NANOS);
            try {
                limitLog();
                return checkpoint(connection, "PASSIVE");
            } finally {
                writer.endCheckpoint();
            }
        });
    }

    /**
     * A log that has become large shrinks in steps, at the times when it is begun anew: cutting off gigabytes at once would
     * hold up the commit in which it happens for as long as a second.
     */
    private void limitLog() throws SQLException {
        long limit = walBytes <= KEPT_LOG ? NO_LIMIT : Math.max(KEPT_LOG, walBytes - SHRINK_STEP);
        if (limit != logLimit) {
            logLimit = limit;
            writer.session().runOnce("PRAGMA journal_size_limit=" + limit);
        }
    }

    /** Nobody writes: a large log is cut off at once. Readers of an old view are waited for, but not long. */
    private void truncate(Session connection) throws SQLException {
        inLane(() -> {
            connection.runOnce("PRAGMA busy_timeout=" + READER_WAIT_MILLIS);
            try {
                return checkpoint(connection, "TRUNCATE");
            } finally {
                connection.runOnce("PRAGMA busy_timeout=0");
            }
        });
    }

    private void warnOfReaders(Log log) {
        long now = engine.ticks();
        if (walBytes >= LARGE_LOG && log.left() >= MANY_FRAMES && now - lastWarning >= WARN_INTERVAL_NANOS) {
            lastWarning = now;
            engine.listener().onCheckpointStarved(engine.path(), walBytes, oldestReader());
        }
    }

    private String oldestReader() {
        Thread oldest = null;
        long oldestAt = 0;
        for (Session reader : engine.readers().sessions()) {
            Thread thread = reader.borrower();
            if (thread != null && (oldest == null || reader.borrowedAt() - oldestAt < 0)) {
                oldest = thread;
                oldestAt = reader.borrowedAt();
            }
        }
        return oldest == null
                ? "a reader that is not of this process"
                : "a reader in \"" + oldest.getName() + "\", for " + (engine.ticks() - oldestAt) / 1_000_000 + " ms";
    }

    /** Copies the whole log into the file, flushes that and empties the log, after a flush of the log has failed. */
    private void rebuildLog(Session connection) throws SQLException {
        if (engine.config().checkpoint() == Checkpoint.EXTERNAL) {
            return;
        }
        boolean isRebuilt = inLane(() -> {
            boolean isEmpty = !checkpoint(connection, "TRUNCATE").isBusy();
            if (isEmpty) {
                sync.recovered();
            }
            return isEmpty;
        });
        if (isRebuilt) {
            engine.listener().onSyncRecovery(engine.path());
        }
    }

    /** What is done while the lane is held. */
    @FunctionalInterface
    private interface InLane<T> {
        T run() throws SQLException;
    }

    private <T> T inLane(InLane<T> work) throws SQLException {
        WriteLane.Claim claim = WriteLane.Claim.ofCurrentThread();
        lane.acquire(claim, LANE_WAIT_NANOS);
        try {
            return work.run();
        } finally {
            lane.release(claim);
        }
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

    private void upkeep(long now, long commits) throws SQLException {
        if (commits == 0 || now - lastUpkeep < UPKEEP_INTERVAL_NANOS) {
            return;
        }
        lastUpkeep = now;
        change("PRAGMA incremental_vacuum(" + VACUUM_PAGES + ")");
        if (now - lastOptimize >= OPTIMIZE_INTERVAL_NANOS) {
            lastOptimize = now;
            change("PRAGMA optimize(0x10002)");
        }
    }

    /** A pragma that writes, in a transaction of its own. */
    private void change(String pragma) throws SQLException {
        inLane(() -> {
            engine.refuseWritesIfUnsafe();
            writer.begin(BEGIN_WAIT_NANOS);
            boolean isDone = false;
            try {
                writer.session().drain(pragma);
                isDone = true;
            } finally {
                if (!isDone) {
                    writer.rollback();
                }
            }
            return writer.commit(true);
        });
    }

    private void refuseWritesIfLogIsGone() throws IOException {
        if (sync.isLogGone()) {
            engine.declareUnsafe(new StoreException(
                    "the -wal file of " + engine.path()
                            + " was removed or replaced while it was open, and with it what was"
                            + " committed since the last checkpoint; nothing more is written. Restart this process, and let"
                            + " nobody touch the files beside a database",
                    null));
        }
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
