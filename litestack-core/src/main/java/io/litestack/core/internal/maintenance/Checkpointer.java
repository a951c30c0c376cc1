package io.litestack.core.internal.maintenance;

import io.litestack.core.StoreBusyException;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.file.DatabaseChanges;
import io.litestack.core.internal.read.ReaderPool;
import io.litestack.core.internal.read.SharedReadMark;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.WalState;
import io.litestack.core.internal.write.MaintenanceWrites;
import io.litestack.core.internal.write.WriteConnection;
import io.litestack.core.internal.write.WriteThrottle;
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
 *       is left. Writers that are faster than the disk are slowed meanwhile ({@link WriteThrottle}). Then, with the writer's lock and
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
public final class Checkpointer {
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

    private final StoreContext store;
    private final MaintenanceWrites writes;
    private final WriteThrottle throttle;
    private final DatabaseChanges changes;
    private final SharedReadMark readMark;
    private final CheckpointWait wait;
    private final CheckpointProgress progress;
    private final AtomicLong checkpoints = new AtomicLong();
    private volatile long longestNanos;
    private boolean isShrinking;
    private boolean isHeldUp;
    private long logLimit = NO_LIMIT;
    private @Nullable CachedConnection prepared;
    private WalState seenLog = WalState.UNKNOWN;
    private long copiedFrames;
    private boolean mayHaveChanged;
    private long lastCheckpoint;

    Checkpointer(
            StoreContext store,
            MaintenanceWrites writes,
            WriteThrottle throttle,
            ReaderPool readers,
            DatabaseChanges changes) {
        this.store = store;
        this.changes = changes;
        this.readMark = readers.mark();
        this.writes = writes;
        this.throttle = throttle;
        this.wait = new CheckpointWait(store.config().ticker());
        this.progress = new CheckpointProgress(store, readers);
        lastCheckpoint = store.ticks();
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
    long run(CachedConnection connection, long now, long fileBytes) throws SQLException, IOException {
        prepare(connection);
        isHeldUp = progress.isHeldUp(now);
        isShrinking = fileBytes > (isShrinking ? KEPT_LOG : LARGE_LOG) && !isHeldUp && progress.mayEnd(now);
        limitLog(fileBytes);
        WalState log = WalState.look(connection);
        boolean isTended = seenLog.wasTendedBefore(log);
        seenLog = log;
        limitWriters(isTended);
        if (isTended) {
            // another process is at it
            progress.made();
        } else {
            copy(connection, now);
        }
        if (seenLog.leftBytes() == 0) {
            throttle.copied();
        }
        if (seenLog.bytes() < LONG_LOG && !isHeldUp) {
            throttle.relax();
        }
        if (isLarge(seenLog.bytes())) {
            progress.warn(fileBytes);
        }
        return seenLog.leftBytes();
    }

    private void copy(CachedConnection connection, long now) throws SQLException, IOException {
        long length = seenLog.bytes();
        boolean isDue = now - lastCheckpoint >= CALM_CHECKPOINT_NANOS;
        boolean isTime = isShrinking || seenLog.leftBytes() >= (isDue || length >= TOO_LONG_LOG ? 1 : PASS_BYTES);
        if (!isTime) {
            return;
        }
        changes.databaseMayChange();
        mayHaveChanged = true;
        copiedFrames = 0;
        boolean isLong = length >= LONG_LOG && !isHeldUp && progress.mayEnd(now);
        SharedReadMark.Pause pause = readMark.pause();
        try {
            if (isShrinking || isDue || isLong) {
                copyAll(connection);
            } else {
                pass(connection);
            }
        } finally {
            pause.close();
        }
        lastCheckpoint = store.ticks();
        record(now);
    }

    private void prepare(CachedConnection connection) throws SQLException {
        if (prepared != connection) {
            BusyHandler.setHandler(connection.driver(), wait);
            prepared = connection;
        }
    }

    /** Empties the log, all of it copied and flushed, with the writer's lock held; false if a reader holds it up. */
    public static boolean empty(CachedConnection connection) throws SQLException {
        return !WalState.checkpoint(connection, "TRUNCATE").isBusy();
    }

    /** Passes beside the writers until little is left, and then the end, unless somebody holds it up. */
    private void copyAll(CachedConnection connection) throws SQLException {
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
    private boolean pass(CachedConnection connection) throws SQLException {
        // until the end may be sought again the log is not to grow, whatever is copied meanwhile
        if (!isHeldUp && progress.mayEnd(store.ticks())) {
            throttle.limit(seenLog.bytes(), seenLog.leftBytes());
        }
        WalState pass = WalState.checkpoint(connection, "PASSIVE");
        long copied = seenLog.copiedUntil(pass);
        copiedFrames += copied;
        seenLog = WalState.look(connection);
        if (copied > 0 || (pass.leftBytes() == 0 && !pass.isBusy())) {
            progress.made();
            return true;
        }
        progress.none(store.ticks(), pass.isBusy());
        return false;
    }

    private void end(CachedConnection connection) throws SQLException {
        throttle.lift();
        WalState before = seenLog;
        seenLog = writes.lockedFirst(writer -> {
            // if this fails, nobody has a free run until the next attempt
            throttle.limit(before.bytes(), before.leftBytes());
            WalState log = restart(connection);
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
        long nanos = store.ticks() - start;
        checkpoints.incrementAndGet();
        longestNanos = Math.max(longestNanos, nanos);
        store.listener().onCheckpoint(store.path(), copiedFrames, nanos);
    }

    /**
     * The last frames, with all writers of all processes held off, so that the next one begins the log anew. Readers of the log
     * are waited for, though not long.
     */
    private WalState restart(CachedConnection connection) throws SQLException {
        long nanos = waitNanos(seenLog.bytes());
        wait.allow(nanos);
        try {
            WalState log = WalState.checkpoint(connection, "RESTART");
            if (log.isBusy()) {
                isShrinking = false;
                progress.endFailed(store.ticks(), nanos);
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
    private void cut(WriteConnection writer) throws SQLException {
        try {
            long version = writer.current().single("PRAGMA user_version");
            writes.change(connection -> connection.runOnce("PRAGMA user_version=" + version), 0);
        } catch (StoreBusyException e) {
            // somebody was, in another process
        }
    }

    /** Sets how much the first commit in a new log leaves of its file, for the writer of this process. */
    private void limitLog(long fileBytes) throws SQLException {
        boolean isLarge = isShrinking || isLarge(fileBytes);
        long limit = isLarge ? Math.max(KEPT_LOG, fileBytes - CUT) : NO_LIMIT;
        if (limit != logLimit) {
            writes.locked(writer -> {
                writer.current().runOnce("PRAGMA journal_size_limit=" + limit);
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
