package io.litestack.core.internal.maintenance;

import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.read.PooledReader;
import io.litestack.core.internal.read.ReaderPool;
import java.util.OptionalLong;

/**
 * Judges whether checkpoints get on, and reports it to the listener if they do not, with the reason. What is left of the log is no measure:
 * beside a busy writer there is always something. A log is held up if passes copy nothing of it.
 *
 * <p>Used by the maintenance's thread.
 */
final class CheckpointProgress {
    private static final long HELD_UP_NANOS = 100_000_000L;
    private static final long OTHER_CHECKPOINT_NANOS = 2_000_000_000L;
    private static final long FORGET_NANOS = 1_000_000_000L;
    private static final long WARN_INTERVAL_NANOS = 60_000_000_000L;

    /** So many times as long as an end has waited in vain for readers, the next one is put off. */
    private static final int RESTS = 2;

    /** So many ends in vain, and the readers are taken to last longer than can be waited for. */
    private static final int ENDS_IN_VAIN = 5;

    private static final long FIRST_SURRENDER_NANOS = 100_000_000;
    private static final long LONGEST_SURRENDER_NANOS = 8_000_000_000L;

    private enum Cause {
        NONE,
        OLD_VIEW,
        SHORT_VIEWS,
        OTHER_CHECKPOINT
    }

    private final StoreContext store;
    private final ReaderPool readers;
    private Cause cause = Cause.NONE;
    private boolean isStuck;
    private long stuckSince;
    private long lastStuck;
    private long heldUpUntil;
    private long nextEnd;
    private int endsInVain;
    private long surrenderNanos = FIRST_SURRENDER_NANOS;
    private long lastWarning;

    CheckpointProgress(StoreContext store, ReaderPool readers) {
        this.store = store;
        this.readers = readers;
        long now = store.ticks();
        heldUpUntil = now;
        nextEnd = now;
        lastWarning = now - WARN_INTERVAL_NANOS;
    }

    /** Something was copied, or there was nothing to copy. */
    void made() {
        isStuck = false;
        cause = Cause.NONE;
    }

    /** A pass has copied nothing: a reader of an old view kept it from that, or another process's checkpoint. */
    void none(long now, boolean isOtherCheckpoint) {
        if (!isStuck || now - lastStuck > FORGET_NANOS) {
            isStuck = true;
            stuckSince = now;
        }
        lastStuck = now;
        if (now - stuckSince >= (isOtherCheckpoint ? OTHER_CHECKPOINT_NANOS : HELD_UP_NANOS)) {
            cause = isOtherCheckpoint ? Cause.OTHER_CHECKPOINT : Cause.OLD_VIEW;
            heldUpUntil = now + HELD_UP_NANOS;
        }
    }

    void ended() {
        made();
        endsInVain = 0;
        surrenderNanos = FIRST_SURRENDER_NANOS;
    }

    /** The end has waited for readers in vain. After some times it is not sought for a while, longer each time. */
    void endFailed(long now, long waitedNanos) {
        nextEnd = now + RESTS * waitedNanos;
        if (++endsInVain >= ENDS_IN_VAIN) {
            isStuck = true;
            stuckSince = now;
            lastStuck = now;
            cause = Cause.SHORT_VIEWS;
            nextEnd = now + surrenderNanos;
            heldUpUntil = nextEnd;
            surrenderNanos = Math.min(LONGEST_SURRENDER_NANOS, 2 * surrenderNanos);
        }
    }

    /** Whether slowing the writers would help nobody now. */
    boolean isHeldUp(long now) {
        return now - heldUpUntil < 0;
    }

    boolean mayEnd(long now) {
        return now - nextEnd >= 0;
    }

    /** Says who holds the log up, if anybody does. */
    void warn(long fileBytes) {
        long now = store.ticks();
        if (cause != Cause.NONE && now - lastWarning >= WARN_INTERVAL_NANOS) {
            lastWarning = now;
            store.listener().onCheckpointStarved(store.path(), fileBytes, describe(now));
        }
    }

    private String describe(long now) {
        return switch (cause) {
            case OLD_VIEW -> oldestReader(now);
            case SHORT_VIEWS -> "readers that follow each other without a pause, the oldest: " + oldestReader(now);
            case OTHER_CHECKPOINT -> "another process, whose checkpoint makes no progress";
            case NONE -> "nobody";
        };
    }

    /** Only a view that was there before the checkpoints stopped can be what stopped them. */
    private String oldestReader(long now) {
        String holder = "a reader that is not of this process";
        long oldest = stuckSince + 1;
        for (PooledReader reader : readers.all()) {
            OptionalLong since = reader.clock().viewSince();
            if (reader.borrower() != null && since.isPresent() && since.getAsLong() - oldest < 0) {
                oldest = since.getAsLong();
                holder = reader.describeLoan(now);
            }
        }
        return holder;
    }
}
