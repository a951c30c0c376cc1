package io.litestack.core.internal.maintenance;

import io.litestack.core.StorageFullException;
import io.litestack.core.StoreException;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.internal.write.WriteThrottle;
import java.io.File;
import java.sql.SQLException;

/**
 * What follows from a checkpoint that fails: writers are refused before the log has eaten the room that the checkpoint needs,
 * or has become too long, and the next attempt comes as soon as it may succeed. Used by the maintenance's thread.
 */
final class FailedCheckpoint {
    /** A log so long must not grow on while it cannot be copied. */
    private static final long LONGEST_LOG = 48_000_000;

    /** A change of the free space that is worth an attempt. */
    private static final long MORE_ROOM_BYTES = 65_536;

    private static final long FULL_RETRY_NANOS = 500_000_000;
    private static final long RETRY_NANOS = 100_000_000;

    private final StoreContext store;
    private final WriteThrottle throttle;
    private final File folder;
    private boolean isFull;
    private long roomBytes;
    private long failedAt;

    FailedCheckpoint(StoreContext store, WriteThrottle throttle) {
        this.store = store;
        this.throttle = throttle;
        this.folder = new File(String.valueOf(store.path().toAbsolutePath().getParent()));
    }

    /** Whether a checkpoint may be tried: none has failed, or there is more room than then, or it is long ago. */
    boolean mayTry(long now) {
        if (!throttle.isRefusing()) {
            return true;
        }
        boolean isTime = now - failedAt >= (isFull ? FULL_RETRY_NANOS : RETRY_NANOS);
        if (isTime || (isFull && folder.getUsableSpace() >= roomBytes + MORE_ROOM_BYTES)) {
            return true;
        }
        throttle.attempted();
        return false;
    }

    void succeeded() {
        if (throttle.isRefusing()) {
            throttle.accept();
        }
    }

    void failed(SQLException cause, long logBytes) {
        failedAt = store.ticks();
        isFull = SqliteErrors.isFull(cause);
        roomBytes = folder.getUsableSpace();
        throttle.lift();
        if (isFull) {
            throttle.refuse(new StorageFullException(
                    "no room to copy " + megabytes(logBytes) + " MB of write-ahead log into " + store.path()
                            + ", which must be done before the log may grow; nothing was stored. Free as much on the disk:"
                            + " writes are accepted again as soon as the log is copied",
                    cause));
        } else if (logBytes >= LONGEST_LOG || throttle.isRefusing()) {
            throttle.refuse(new StoreException(
                    "the write-ahead log of " + store.path() + " has grown to " + megabytes(logBytes)
                            + " MB because it cannot be copied into the file (" + cause.getMessage()
                            + "); nothing was stored. Check the disk: writes are accepted again as soon as the log is"
                            + " copied",
                    cause));
        }
    }

    private static long megabytes(long bytes) {
        return Math.max(1, bytes / 1_000_000);
    }
}
