package io.litestack.core.internal.write;

import io.litestack.core.StoreException;
import io.litestack.core.internal.commit.WalFlusher;
import io.litestack.core.internal.file.FileWatch;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a write may begin. It may not while its commit would be lost or would harm others: into files that are not
 * those that were opened, after a failed flush, beside a newer release, into a log that cannot be copied. While the log grows
 * faster than it is copied a write has to wait ({@link WriteThrottle}). Thread-safe.
 */
public final class WriteAdmission {
    private final FileWatch files;
    private final WalFlusher flusher;
    private final WriteThrottle throttle;
    private volatile @Nullable StoreException refusal;

    public WriteAdmission(FileWatch files, WalFlusher flusher, WriteThrottle throttle) {
        this.files = files;
        this.flusher = flusher;
        this.throttle = throttle;
    }

    /**
     * Lets a write begin, now or after a pause. The writer's lock must be held.
     *
     * @throws StoreException if writing would not be safe
     */
    void admit(WriteConnection connection) {
        refuseIfUnsafe();
        throttle.admit(connection);
    }

    /** Throws while writing would not be safe. */
    void refuseIfUnsafe() {
        files.refuseIfLost();
        flusher.refuseIfPoisoned();
        StoreException reason = refusal;
        if (reason != null) {
            throw new StoreException(String.valueOf(reason.getMessage()), reason);
        }
    }

    /** Throws if a file is lost: what was written meanwhile must not be acknowledged. */
    public void refuseIfFilesLost() {
        files.refuseIfLost();
    }

    /** Refuses writes from now on. Returns whether none were refused before. */
    public boolean refuse(StoreException reason) {
        boolean isFirst = refusal == null;
        refusal = reason;
        return isFirst;
    }

    public WriteThrottle throttle() {
        return throttle;
    }
}
