package io.litestack.job.internal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A job on its way into the table. What the command finds out is set anew each time it runs. */
final class Insertion {
    final String type;
    final String queue;
    final int priority;
    final int maxAttempts;
    final long createdAtMs;
    final long runAtMs;
    final byte[] payload;
    final @Nullable String tags;
    final @Nullable String metadata;

    /** Where a place is kept for it, or null. */
    @Nullable
    Intake place;

    /** Whose lease it will be if it is handed over. */
    long owner;

    /** Completed when it is stored, if somebody has asked for that. */
    @Nullable
    CompletableFuture<Long> future;

    long id;
    boolean isHandedOver;

    /** The owner's row is gone: it was taken for hung. */
    boolean isOwnerMissing;

    Insertion(
            String type,
            String queue,
            int priority,
            int maxAttempts,
            long createdAtMs,
            long runAtMs,
            byte[] payload,
            @Nullable String tags,
            @Nullable String metadata) {
        this.type = type;
        this.queue = queue;
        this.priority = priority;
        this.maxAttempts = maxAttempts;
        this.createdAtMs = createdAtMs;
        this.runAtMs = runAtMs;
        this.payload = payload;
        this.tags = tags;
        this.metadata = metadata;
    }

    boolean isDue() {
        return runAtMs <= createdAtMs;
    }

    /** It is stored: it goes to its worker, or its place to somebody else. */
    void stored(long now) {
        Intake intake = place;
        if (intake != null) {
            if (isHandedOver) {
                deliver(intake, now);
                intake.landed();
            } else {
                intake.unreserve(1);
                intake.landed();
                if (isOwnerMissing) {
                    intake.workers().evicted(owner);
                }
            }
        }
        if (future != null) {
            future.complete(id);
        }
    }

    /** It is not stored, or nobody knows. */
    void failed(Throwable cause, boolean isUnknown) {
        Intake intake = place;
        if (intake != null) {
            intake.unreserve(1);
            if (isUnknown) {
                intake.workers().doubt();
            }
            intake.landed();
        }
        if (future != null) {
            future.completeExceptionally(cause);
        }
    }

    /** Never throws: a lease for which there was no memory is found in the table later, and handed back. */
    private void deliver(Intake intake, long now) {
        Lease lease;
        try {
            lease = toLease(now);
        } catch (OutOfMemoryError e) {
            intake.unreserve(1);
            intake.workers().doubt();
            return;
        }
        intake.deliver(lease);
    }

    private Lease toLease(long now) {
        return new Lease(id, owner, 1, 0, 0, maxAttempts, type, queue, priority, runAtMs, payload, tags, metadata, now);
    }
}
