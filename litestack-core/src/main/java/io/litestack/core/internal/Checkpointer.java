package io.litestack.core.internal;

import io.litestack.core.StoreBusyException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sqlite.BusyHandler;

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
 *   <li>Whenever some megabytes have come together, a PASSIVE checkpoint beside the writers.
 *   <li>When the log has become long, or is not written much, such passes, each shorter than the one before, until little
 *       is left. Writers that are faster than the disk are slowed meanwhile ({@link WriteThrottle}). Then, with the lane and
 *       the file's write lock held, one more: what was written meanwhile, a flush of the log and one of the file, some
 *       milliseconds. The next writer of whatever process begins the log anew.
 * </ol>
 *
 * <p>The end holds everybody up, so it is not sought more often than the log's length asks for: with four times the frames
 * the 99th percentile of paced writes is half as long. All lengths are bytes, so that they hold for every page size.
 *
 * <h2>Readers</h2>
 *
 * A reader keeps what was written after its view began from being copied, and the log from being begun anew while it looks
 * into it. Readers of short views follow each other: each pass gets on as far as the oldest of them, and at the end of a log
 * that is long the checkpoint waits for them, with everybody held off, some milliseconds. A reader that lasts
 * longer than that cannot be helped (slowing the writers would not end it): once the log is large the writers are not slowed
 * any more, it grows, and that reader is named.
 *
 * <h2>A log that has become large</h2>
 *
 * Once such a reader is gone the log is copied and its file cut down, a piece at a time: to cut off a gigabyte takes a
 * quarter of a second, in which nobody can commit. The first commit in the new log, which is the one that cuts, is an empty
 * one of this class.
 *
 * <p>Used by the maintenance's thread; the figures may be read by any.
 */
final class Checkpointer {
    private static final long CALM_CHECKPOINT_NANOS = 5_000_000_000L;

    /** Worth a pass. */
    private static final long PASS_BYTES = 4_000_000;

    /** Worth an end. */
    private static final long LONG_LOG = 16_000_000;

    /** So long it only becomes beside fast writers or many readers: then more is left for the end, which waits longer. */
    private static final long TOO_LONG_LOG = 28_000_000;

    private static final long VERY_LONG_LOG = 36_000_000;

    private static final long LARGE_LOG = 60_000_000;
    private static final long KEPT_LOG = 48_000_000;
    private static final long CUT = 16_000_000;
    private static final long NO_LIMIT = -1;

    private static final int PASSES = 8;

    /** What may be left for the end of a log that is long, too long, and very long, … */
    private static final long LITTLE_BYTES = 1_200_000;

    private static final long MORE_BYTES = 4 * LITTLE_BYTES;
    private static final long MUCH_BYTES = 8 * LITTLE_BYTES;

    /** … and if passes do not help, because somebody writes whom nothing slows. */
    private static final long MOST_BYTES = 32_000_000;

    /** How long the end of such logs waits for readers and other processes' writers. */
    private static final long SHORT_WAIT_NANOS = 4_000_000;

    private static final long WAIT_NANOS = 15_000_000;
    private static final long LONG_WAIT_NANOS = 35_000_000;

    private final StoreEngine engine;
    private final HouseWrites writes;
    private final WriteThrottle throttle;
    private final CheckpointWait wait;
    private final CheckpointProgress progress;
    private final AtomicLong checkpoints = new AtomicLong();
    private volatile long longestNanos;
    private boolean isShrinking;
    private boolean isHeldUp;
    private long logLimit = NO_LIMIT;
    private @Nullable Session prepared;
    private LogState seenLog = LogState.UNKNOWN;
    private long copiedFrames;
    private boolean mayHaveChanged;
    private long lastCheckpoint;

    Checkpointer(StoreEngine engine, HouseWrites writes, WriteThrottle throttle) {
        this.engine = engine;
        this.writes = writes;
        this.throttle = throttle;
        this.wait = new CheckpointWait(engine.config().ticker());
        this.progress = new CheckpointProgress(engine);
        lastCheckpoint = engine.ticks();
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

    /** Whether the database file may have been written to since the last call. */
    boolean takeMayHaveChanged() {
        boolean taken = mayHaveChanged;
        mayHaveChanged = false;
        return taken;
    }

    /** How long the log was when it was last looked at. */
    long logBytes() {
        return seenLog.bytes();
    }

    static boolean isLarge(long logBytes) {
        return logBytes > LARGE_LOG;
    }

    /** Checkpoints if it is time. Returns how many bytes are left. */
    long run(Session connection, long now, long fileBytes) throws SQLException, IOException {
        prepare(connection);
        isHeldUp = progress.isHeldUp(now);
        isShrinking = fileBytes > (isShrinking ? KEPT_LOG : LARGE_LOG) && !isHeldUp && progress.mayEnd(now);
        limitLog(fileBytes);
        LogState log = LogState.look(connection);
        boolean isTended = seenLog.wasTendedBefore(log);
        seenLog = log;
        limitWriters(isTended);
        if (isTended) {
            // another process is at it
            progress.made();
        } else {
            copy(connection, now);
        }
        if (seenLog.bytes() < LONG_LOG && !isHeldUp) {
            throttle.relax();
        }
        if (isLarge(seenLog.bytes())) {
            progress.warn(fileBytes);
        }
        return seenLog.leftBytes();
    }

    private void copy(Session connection, long now) throws SQLException, IOException {
        long length = seenLog.bytes();
        boolean isDue = now - lastCheckpoint >= CALM_CHECKPOINT_NANOS;
        boolean isTime = isShrinking || seenLog.leftBytes() >= (isDue || length >= TOO_LONG_LOG ? 1 : PASS_BYTES);
        if (!isTime) {
            return;
        }
        engine.databaseMayChange();
        mayHaveChanged = true;
        copiedFrames = 0;
        boolean isLong = length >= LONG_LOG && !isHeldUp && progress.mayEnd(now);
        if (isShrinking || isDue || isLong) {
            copyAll(connection);
        } else {
            pass(connection);
        }
        lastCheckpoint = engine.ticks();
        record(now);
    }

    private void prepare(Session connection) throws SQLException {
        if (prepared != connection) {
            BusyHandler.setHandler(connection.connection(), wait);
            prepared = connection;
        }
    }

    /** Empties the log, all of it copied and flushed, with the lane held; false if a reader holds it up. */
    static boolean empty(Session connection) throws SQLException {
        return !LogState.checkpoint(connection, "TRUNCATE").isBusy();
    }

    /** Passes beside the writers until little is left, and then the end, unless somebody holds it up. */
    private void copyAll(Session connection) throws SQLException {
        for (int i = 0; i < PASSES && seenLog.leftBytes() > leftForTheEnd(); i++) {
            if (!pass(connection)) {
                return;
            }
        }
        if (seenLog.leftBytes() <= Math.max(leftForTheEnd(), Math.min(MOST_BYTES, seenLog.bytes() / 4))) {
            end(connection);
        }
    }

    private long leftForTheEnd() {
        if (seenLog.bytes() < TOO_LONG_LOG) {
            return LITTLE_BYTES;
        }
        return seenLog.bytes() < VERY_LONG_LOG ? MORE_BYTES : MUCH_BYTES;
    }

    /** A pass beside the writers, after which the log is looked at again. Returns whether it got on. */
    private boolean pass(Session connection) throws SQLException {
        // until the end may be sought again the log is not to grow, whatever is copied meanwhile
        if (!isHeldUp && progress.mayEnd(engine.ticks())) {
            throttle.limit(seenLog.bytes(), seenLog.leftBytes());
        }
        LogState pass = LogState.checkpoint(connection, "PASSIVE");
        long copied = seenLog.copiedUntil(pass);
        copiedFrames += copied;
        seenLog = LogState.look(connection);
        if (copied > 0 || (pass.leftBytes() == 0 && !pass.isBusy())) {
            progress.made();
            return true;
        }
        progress.none(engine.ticks(), pass.isBusy());
        return false;
    }

    private void end(Session connection) throws SQLException {
        throttle.lift();
        LogState before = seenLog;
        seenLog = writes.inLaneFirst(writer -> {
            // if this fails, nobody has a free run until the next attempt
            throttle.limit(before.bytes(), before.leftBytes());
            LogState log = restart(connection);
            if (isShrinking) {
                cut(writer);
            }
            return log;
        });
        copiedFrames += before.copiedUntil(seenLog);
    }

    private void record(long start) {
        if (copiedFrames == 0) {
            return;
        }
        long nanos = engine.ticks() - start;
        checkpoints.incrementAndGet();
        longestNanos = Math.max(longestNanos, nanos);
        engine.listener().onCheckpoint(engine.path(), copiedFrames, nanos);
    }

    /**
     * The last frames, with all writers of all processes held off, so that the next one begins the log anew. Readers of the log
     * are waited for, though not long.
     */
    private LogState restart(Session connection) throws SQLException {
        long nanos = waitNanos(seenLog.bytes());
        wait.allow(nanos);
        try {
            LogState log = LogState.checkpoint(connection, "RESTART");
            if (log.isBusy()) {
                isShrinking = false;
                progress.endFailed(engine.ticks(), nanos);
            } else {
                progress.ended();
            }
            return log;
        } finally {
            wait.allow(0);
        }
    }

    private static long waitNanos(long logBytes) {
        if (logBytes < TOO_LONG_LOG) {
            return SHORT_WAIT_NANOS;
        }
        return logBytes < VERY_LONG_LOG ? WAIT_NANOS : LONG_WAIT_NANOS;
    }

    /** The first commit in a log begun anew cuts its file: an empty one, if nobody else is quicker. */
    private void cut(Writer writer) throws SQLException {
        try {
            long version = writer.session().single("PRAGMA user_version");
            writes.change(session -> session.runOnce("PRAGMA user_version=" + version), 0);
        } catch (StoreBusyException e) {
            // somebody was, in another process
        }
    }

    /** Sets how much the first commit in a new log leaves of its file, for the writer of this process. */
    private void limitLog(long fileBytes) throws SQLException {
        boolean isLarge = isShrinking || isLarge(fileBytes);
        long limit = isLarge ? Math.max(KEPT_LOG, fileBytes - CUT) : NO_LIMIT;
        if (limit != logLimit) {
            writes.inLane(writer -> {
                writer.session().runOnce("PRAGMA journal_size_limit=" + limit);
                logLimit = limit;
                return limit;
            });
        }
    }

    /** While another process copies the log this one's writers are slowed as well. */
    private void limitWriters(boolean isTended) {
        if (isHeldUp) {
            throttle.limitHeldUp(seenLog.bytes());
        } else if (seenLog.bytes() < LONG_LOG) {
            throttle.relax();
        } else if ((isTended && seenLog.bytes() < VERY_LONG_LOG) || !throttle.isLimiting()) {
            throttle.limit(seenLog.bytes(), seenLog.leftBytes());
        }
    }
}
