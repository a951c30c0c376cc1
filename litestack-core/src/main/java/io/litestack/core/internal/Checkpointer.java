package io.litestack.core.internal;

import io.litestack.core.StoreBusyException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Moves the write-ahead log into the file, for the {@link Maintenance}.
 *
 * <h2>Beside the writers</h2>
 *
 * A checkpoint inside a COMMIT stalls that commit for as long as the disk takes to flush. So commits never checkpoint; this
 * does, on a connection of its own, beside the writers. But a log that is written while it is copied is never copied to its
 * end, and only a log that is can be begun anew. So:
 *
 * <ol>
 *   <li>Whenever some frames have come together, a PASSIVE checkpoint beside the writers.
 *   <li>When the log has become long, or is not written much, such passes, each shorter than the one before, until few frames
 *       are left. Then, with the lane and the file's write lock held, one more: what was written meanwhile, a flush of the log
 *       and one of the file, some milliseconds. The next writer of whatever process begins the log anew.
 * </ol>
 *
 * <p>The end holds everybody up, so it is not sought more often than the log's length asks for: with four times the frames
 * the 99th percentile of paced writes is half as long.
 *
 * <p>Readers of an old view keep the log from being copied, or from being begun anew, and it grows. That cannot be helped
 * (slowing the writers would not end the reader), but it is said, with the oldest reader's name.
 *
 * <h2>A log that has become large</h2>
 *
 * Once those readers are gone the log is copied and its file cut down, a piece at a time: to cut off a gigabyte takes a
 * quarter of a second, in which nobody can commit. Readers of short views follow each other, and the log can only be begun
 * anew at an instant at which none of them looks into it. So here, and from half of that length on, the checkpoint waits for
 * them, a few milliseconds at most; and the first commit in the new log, which is the one that cuts, is an empty one of this class.
 *
 * <p>Used by the maintenance's thread; the figures may be read by any.
 */
final class Checkpointer {
    private static final long CALM_CHECKPOINT_NANOS = 5_000_000_000L;
    private static final long HELD_UP_NANOS = 100_000_000L;
    private static final long WARN_INTERVAL_NANOS = 60_000_000_000L;

    /** Worth a pass. */
    private static final int MANY_FRAMES = 1_000;

    /** Worth an end. */
    private static final long LONG_LOG = 16_000_000;

    /** So long it only becomes if readers of short views follow each other: then the end waits for them. */
    private static final long TOO_LONG_LOG = 32_000_000;

    /** Short enough for the end. */
    private static final int FEW_FRAMES = 300;

    private static final int PASSES = 8;
    private static final long LARGE_LOG = 60_000_000;
    private static final long KEPT_LOG = 48_000_000;
    private static final long CUT = 16_000_000;
    private static final long NO_LIMIT = -1;
    private static final int READER_WAIT_MILLIS = 10;

    private final StoreEngine engine;
    private final HouseWrites writes;
    private final AtomicLong checkpoints = new AtomicLong();
    private volatile long longestNanos;
    private boolean isShrinking;
    private long logLimit = NO_LIMIT;
    private long pageBytes;
    private Log seenLog = new Log(false, 0, 0);
    private long lastCheckpoint;
    private long lastHeldUp;
    private long lastWarning;

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

    Checkpointer(StoreEngine engine, HouseWrites writes) {
        this.engine = engine;
        this.writes = writes;
        long now = engine.ticks();
        lastCheckpoint = now;
        lastHeldUp = now - HELD_UP_NANOS;
        lastWarning = now - WARN_INTERVAL_NANOS;
    }

    long checkpoints() {
        return checkpoints.get();
    }

    long longestNanos() {
        return longestNanos;
    }

    boolean isShrinking() {
        return isShrinking;
    }

    static boolean isLarge(long logBytes) {
        return logBytes > LARGE_LOG;
    }

    /** Checkpoints if it is time. Returns how many frames are left. */
    long run(Session connection, long now, long logBytes) throws SQLException {
        isShrinking = logBytes > (isShrinking ? KEPT_LOG : LARGE_LOG) && now - lastHeldUp >= HELD_UP_NANOS;
        limitLog(logBytes);
        Log log = checkpoint(connection, "NOOP");
        boolean isTended = seenLog.wasTendedBefore(log);
        seenLog = log;
        boolean isDue = now - lastCheckpoint >= CALM_CHECKPOINT_NANOS;
        boolean isTime = isShrinking || log.left() >= (isDue ? 1 : MANY_FRAMES);
        if (isTended || !isTime) {
            // isTended: another process is at it
            return log.left();
        }
        boolean isToTheEnd = isShrinking || isDue || bytes(connection, log) >= LONG_LOG;
        if (isToTheEnd) {
            copyAll(connection, logBytes);
        } else {
            pass(connection, logBytes);
        }
        lastCheckpoint = engine.ticks();
        record(now, seenLog.checkpointed() - log.checkpointed());
        return seenLog.left();
    }

    private long bytes(Session connection, Log log) throws SQLException {
        if (pageBytes == 0) {
            pageBytes = connection.single("PRAGMA page_size");
        }
        return log.frames() * pageBytes;
    }

    /** Empties the log, all of it copied and flushed, with the lane held; false if a reader holds it up. */
    static boolean empty(Session connection) throws SQLException {
        return !checkpoint(connection, "TRUNCATE").isBusy();
    }

    /** Passes beside the writers until little is left, and then the end, unless somebody holds it up. */
    private void copyAll(Session connection, long logBytes) throws SQLException {
        for (int i = 0; i < PASSES && seenLog.left() >= FEW_FRAMES; i++) {
            if (!pass(connection, logBytes)) {
                return;
            }
        }
        if (seenLog.left() < MANY_FRAMES) {
            seenLog = end(connection);
        }
    }

    private Log end(Session connection) throws SQLException {
        if (isShrinking) {
            return shrink(connection);
        }
        return bytes(connection, seenLog) >= TOO_LONG_LOG
                ? writes.inLane(writer -> restart(connection))
                : finish(connection);
    }

    /** A pass beside the writers, after which the log is looked at again. Returns false if somebody holds it up. */
    private boolean pass(Session connection, long logBytes) throws SQLException {
        Log pass = checkpoint(connection, "PASSIVE");
        seenLog = checkpoint(connection, "NOOP");
        if (pass.isBusy()) {
            return false;
        }
        if (pass.left() >= MANY_FRAMES) {
            heldUp();
            warnOfReaders(logBytes);
            return false;
        }
        return true;
    }

    private void record(long start, long frames) {
        long nanos = engine.ticks() - start;
        checkpoints.incrementAndGet();
        longestNanos = Math.max(longestNanos, nanos);
        engine.listener().onCheckpoint(engine.path(), Math.max(0, frames), nanos);
    }

    /** The last frames, with all writers of all processes held off, so that the next one begins the log anew. */
    private Log finish(Session connection) throws SQLException {
        return writes.inLane(writer -> {
            writer.begin(HouseWrites.BEGIN_WAIT_NANOS);
            try {
                return checkpoint(connection, "PASSIVE");
            } finally {
                writer.endCheckpoint();
            }
        });
    }

    /** The last frames of a log that is too large, and then a piece of its file. */
    private Log shrink(Session connection) throws SQLException {
        return writes.inLane(writer -> {
            Log log = restart(connection);
            if (log.isBusy()) {
                heldUp();
            } else {
                cut(writer);
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
    private void cut(Writer writer) throws SQLException {
        try {
            writes.change("PRAGMA user_version=" + writer.session().single("PRAGMA user_version"), 0);
        } catch (StoreBusyException e) {
            // somebody was, in another process
        }
    }

    /** Sets how much the first commit in a new log leaves of its file, for the writer of this process. */
    private void limitLog(long logBytes) throws SQLException {
        boolean isLarge = isShrinking || isLarge(logBytes);
        long limit = isLarge ? Math.max(KEPT_LOG, logBytes - CUT) : NO_LIMIT;
        if (limit != logLimit) {
            writes.inLane(writer -> {
                writer.session().runOnce("PRAGMA journal_size_limit=" + limit);
                logLimit = limit;
                return limit;
            });
        }
    }

    private void warnOfReaders(long logBytes) {
        long now = engine.ticks();
        if (logBytes >= LARGE_LOG && seenLog.left() >= MANY_FRAMES && now - lastWarning >= WARN_INTERVAL_NANOS) {
            lastWarning = now;
            engine.listener().onCheckpointStarved(engine.path(), logBytes, oldestReader());
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
}
