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
 * (slowing the writers would not end the reader), but it is said, with the oldest reader's name.
 *
 * <h2>A log that has become large</h2>
 *
 * Once those readers are gone the log is copied and its file cut down, a piece at a time: to cut off a gigabyte takes a
 * quarter of a second, in which nobody can commit. Readers of short views follow each other, and the log can only be begun
 * anew at an instant at which none of them looks into it. So here the checkpoint waits for them, a few milliseconds at
 * most, and the first commit in the new log, which is the one that cuts, is an empty one of this loop.
 */
final class Maintenance implements LoopWorker.Step {
    private static final long BUSY_INTERVAL_NANOS = 20_000_000;
    private static final long CALM_INTERVAL_NANOS = 200_000_000;
    private static final long CALM_CHECKPOINT_NANOS = 5_000_000_000L;
    private static final long UPKEEP_INTERVAL_NANOS = 60_000_000_000L;
    private static final long OPTIMIZE_INTERVAL_NANOS = 3_600_000_000_000L;
    private static final long HELD_UP_NANOS = 100_000_000L;
    private static final long WARN_INTERVAL_NANOS = 60_000_000_000L;
    private static final long LANE_WAIT_NANOS = 1_000_000_000L;

    /** Our own writers wait meanwhile: another process's transaction is not waited for long. */
    private static final long BEGIN_WAIT_NANOS = 20_000_000L;

    private static final int MANY_COMMITS = 20;
    private static final int MANY_FRAMES = 1_000;
    private static final int FEW_FRAMES = 300;
    private static final int PASSES = 8;
    private static final long LARGE_LOG = 60_000_000;
    private static final long KEPT_LOG = 48_000_000;
    private static final long CUT = 16_000_000;
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
    private long seenVersion;
    private boolean isBusy;
    private boolean isShrinking;
    private long logLimit = NO_LIMIT;
    private Log seenLog = new Log(false, 0, 0);
    private long lastCheckpoint;
    private long lastHeldUp;
    private long lastWarning;
    private long lastUpkeep;
    private long lastOptimize;

    /** What SQLite says of the log: how many frames it has, and how many of them are in the file. */
    private record Log(boolean isBusy, long frames, long checkpointed) {
        long left() {
            return frames - checkpointed;
        }

        /** Whether somebody else has checkpointed between this look and a later one. */
        boolean wasTendedBefore(Log later) {
            boolean isSame = later.frames >= frames;
            return isSame ? later.checkpointed > checkpointed : left() > 0 || later.checkpointed > 0;
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
        lastHeldUp = now - HELD_UP_NANOS;
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
        long version = connection.single("PRAGMA data_version");
        boolean isActive = version != seenVersion;
        seenVersion = version;
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
        if (isRebuilding || isBusy || isShrinking) {
            return BUSY_INTERVAL_NANOS;
        }
        if (isActive || left > 0 || walBytes > LARGE_LOG) {
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
        isShrinking = walBytes > (isShrinking ? KEPT_LOG : LARGE_LOG) && now - lastHeldUp >= HELD_UP_NANOS;
        limitLog();
        Log log = checkpoint(connection, "NOOP");
        boolean isDue = now - lastCheckpoint >= CALM_CHECKPOINT_NANOS;
        boolean isTended = seenLog.wasTendedBefore(log);
        seenLog = log;
        boolean isTime = isShrinking || log.left() >= (isDue ? 1 : MANY_FRAMES);
        if (isTended || !isTime) {
            // isTended: another process is at it
            return log.left();
        }
        Log left = copy(connection, log);
        lastCheckpoint = engine.ticks();
        record(now, left.checkpointed() - log.checkpointed());
        return left.left();
    }

    /** Passes beside the writers until little is left, and then the end, unless somebody holds it up. */
    private Log copy(Session connection, Log before) throws SQLException {
        Log log = before;
        for (int i = 0; i < PASSES && log.left() >= FEW_FRAMES; i++) {
            Log pass = checkpoint(connection, "PASSIVE");
            log = checkpoint(connection, "NOOP");
            seenLog = log;
            if (pass.isBusy()) {
                return log;
            }
            if (pass.left() >= MANY_FRAMES) {
                heldUp();
                warnOfReaders(log);
                return log;
            }
        }
        if (log.left() < MANY_FRAMES) {
            log = isShrinking ? shrink(connection) : finish(connection);
            seenLog = log;
        }
        return log;
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
                return checkpoint(connection, "PASSIVE");
            } finally {
                writer.endCheckpoint();
            }
        });
    }

    /** The last frames of a log that is too large, and then a piece of its file. */
    private Log shrink(Session connection) throws SQLException {
        return inLane(() -> {
            Log log = restart(connection);
            if (log.isBusy()) {
                heldUp();
            } else {
                cut();
            }
            return log;
        });
    }

    /** Readers of an old view are waited for, but not long. */
    private static Log restart(Session connection) throws SQLException {
        connection.runOnce("PRAGMA busy_timeout=" + READER_WAIT_MILLIS);
        try {
            return checkpoint(connection, "RESTART");
        } finally {
            connection.runOnce("PRAGMA busy_timeout=0");
        }
    }

    private void heldUp() {
        isShrinking = false;
        lastHeldUp = engine.ticks();
    }

    /** The first commit in a log begun anew cuts its file: an empty one, if nobody else is quicker. */
    private void cut() throws SQLException {
        try {
            change("PRAGMA user_version=" + writer.session().single("PRAGMA user_version"), 0);
        } catch (StoreBusyException e) {
            // somebody was, in another process
        }
    }

    /** Sets how much the first commit in a new log leaves of its file, for the writer of this process. */
    private void limitLog() throws SQLException {
        boolean isLarge = isShrinking || walBytes > LARGE_LOG;
        long limit = isLarge ? Math.max(KEPT_LOG, walBytes - CUT) : NO_LIMIT;
        if (limit != logLimit) {
            inLane(() -> {
                writer.session().runOnce("PRAGMA journal_size_limit=" + limit);
                logLimit = limit;
                return limit;
            });
        }
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
        changeInLane("PRAGMA incremental_vacuum(" + VACUUM_PAGES + ")");
        if (now - lastOptimize >= OPTIMIZE_INTERVAL_NANOS) {
            lastOptimize = now;
            changeInLane("PRAGMA optimize(0x10002)");
        }
    }

    private void changeInLane(String pragma) throws SQLException {
        inLane(() -> change(pragma, BEGIN_WAIT_NANOS));
    }

    /** A pragma that writes, in a transaction of its own. The lane must be held. */
    private long change(String pragma, long waitNanos) throws SQLException {
        engine.refuseWritesIfUnsafe();
        writer.begin(waitNanos);
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
