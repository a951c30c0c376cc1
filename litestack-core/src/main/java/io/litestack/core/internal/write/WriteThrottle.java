package io.litestack.core.internal.write;

import io.litestack.core.StorageFullException;
import io.litestack.core.StoreException;
import io.litestack.core.Ticker;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the log from growing faster than it can be copied, and from growing at all while it cannot be.
 *
 * <p>A checkpoint copies what is in the log when it begins, and the log can only be begun anew when all of it is copied. So
 * while a checkpoint copies <i>n</i> bytes, writers may add five eighths of that, and less if the log is long; they are slowed
 * as they come near. Each pass then leaves less than the one before, and the end comes, whatever the writers and the disk do.
 *
 * <p>Nobody waits for long: a write that has waited for one slice goes on. The slices grow with what exceeds the limit.
 *
 * <p>Whoever waits here holds the writer, and holds up all others. So those who have much to write for which nobody waits, and can write
 * it as well later, are to ask {@link #isLogLong} first: it says so well before anybody is slowed, and until the log is copied.
 *
 * <p>Thread-safe. {@link #admit} is called by whoever holds the writer's lock, the rest by the maintenance.
 */
public final class WriteThrottle {
    /** From here on whoever can wait is to, … */
    private static final long SUFFICIENT_LOG = 18_000_000;

    /** … up to here nobody is slowed, whatever is being copied; … */
    private static final long SHORT_LOG = 24_000_000;

    /** … up to here nobody waits; … */
    private static final long MEDIUM_LOG = 32_000_000;

    /** … and from here on hardly anything is let through, … */
    private static final long LONGEST_LOG = 40_000_000;

    /** … unless a reader had held the log up, and it is so long already. */
    private static final long HELD_UP_LOG = 60_000_000;

    private static final long LEAST_BYTES = 2_000_000;

    /** Between two looks at the log's length. */
    private static final long LOOK_NANOS = 1_000_000;

    /** While the log is far from its limit. */
    private static final long DISTANT_LOOK_NANOS = 4_000_000;

    private static final long LONGEST_PAUSE_NANOS = 5_000_000;
    private static final long SLICE_NANOS = 50_000_000;
    private static final long SLICE_NANOS_PER_BYTE = 30;
    private static final long LONGEST_SLICE_NANOS = 250_000_000;
    private static final long PARK_NANOS = 500_000;
    private static final long ATTEMPT_NANOS = 250_000_000;

    /** How long the log may become, in bytes; from {@code sufficient} on who can wait does, from {@code soft} on all are slowed. */
    private record Limit(long sufficient, long soft, long hard) {
        Limit(long soft, long hard) {
            this(SUFFICIENT_LOG, soft, hard);
        }
    }

    private static final Limit SHORT = new Limit(SHORT_LOG, MEDIUM_LOG);

    private final Ticker ticker;
    private final Runnable attemptNow;
    private volatile @Nullable Limit limit = SHORT;
    private volatile boolean isWatching;

    /** Whether a writer has found the log long, and it was not copied since. */
    private volatile boolean isLong;

    private volatile @Nullable StoreException refusal;
    private final AtomicLong attempts = new AtomicLong();

    /** When the log was last looked at by a writer. Only used by whoever holds the writer's lock. */
    private long lookedAt;

    /** When to look again, after that. Only used by whoever holds the writer's lock. */
    private long lookAfterNanos;

    /** Makes a throttle that lets everybody through; {@code attemptNow} has the maintenance try again what failed. */
    public WriteThrottle(Ticker ticker, Runnable attemptNow) {
        this.ticker = ticker;
        this.attemptNow = attemptNow;
    }

    // The writers' side.

    /**
     * Lets a write begin, now or after a pause. The writer's lock must be held.
     *
     * @throws StorageFullException if the log cannot be copied for want of room
     * @throws StoreException if it cannot be copied for another reason and is at its limit
     */
    void admit(WriteConnection writer) {
        if (refusal != null) {
            awaitAttempt();
            refuse();
        }
        if (isWatching) {
            slowDown(writer);
        }
    }

    /** Writers look at the log's length from now on, since the maintenance may be late to. */
    public void watch() {
        isWatching = true;
    }

    /** What failed may work by now: it is tried again before a write is refused. */
    private void awaitAttempt() {
        long seen = attempts.get();
        long start = ticker.nanos();
        attemptNow.run();
        while (refusal != null && attempts.get() == seen && ticker.nanos() - start < ATTEMPT_NANOS) {
            LockSupport.parkNanos(PARK_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    private void refuse() {
        StoreException reason = refusal;
        if (reason instanceof StorageFullException) {
            throw new StorageFullException(String.valueOf(reason.getMessage()), reason);
        }
        if (reason != null) {
            throw new StoreException(String.valueOf(reason.getMessage()), reason);
        }
    }

    private void slowDown(WriteConnection writer) {
        long start = ticker.nanos();
        if (start - lookedAt < lookAfterNanos) {
            return;
        }
        lookAfterNanos = LOOK_NANOS;
        long waited = 0;
        while (waited < pause(writer) && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PARK_NANOS);
            waited = ticker.nanos() - start;
        }
        lookedAt = ticker.nanos();
    }

    /** How long a write waits at the log's present length. */
    private long pause(WriteConnection writer) {
        Limit now = limit;
        if (now == null) {
            return 0;
        }
        long length = length(writer);
        isLong = length >= now.sufficient;
        if (length < now.soft / 2) {
            lookAfterNanos = DISTANT_LOOK_NANOS;
        }
        if (length >= now.hard) {
            return Math.min(LONGEST_SLICE_NANOS, SLICE_NANOS + (length - now.hard) * SLICE_NANOS_PER_BYTE);
        }
        // running for LOOK_NANOS and pausing for this leaves the share of the speed that is left of the range
        return length <= now.soft
                ? 0
                : Math.min(LONGEST_PAUSE_NANOS, LOOK_NANOS * (length - now.soft) / (now.hard - length));
    }

    private static long length(WriteConnection writer) {
        try {
            return writer.logBytes();
        } catch (SQLException e) {
            // the write itself will fail
            return 0;
        }
    }

    // The maintenance's side.

    /** While what is {@code left} of a log of this length is being copied. */
    public void limit(long length, long left) {
        long hard = length + left * 5 / 8;
        if (length < HELD_UP_LOG) {
            hard = Math.max(MEDIUM_LOG, Math.min(hard, Math.max(LONGEST_LOG, length + LEAST_BYTES)));
        }
        limit = new Limit(Math.max(SHORT_LOG, hard - Math.max(LEAST_BYTES, (hard - length) / 4)), hard);
        isWatching = true;
    }

    /** While readers hold the log up; once it is large, slowing the writers is given up: it does not end those. */
    public void limitHeldUp(long length) {
        if (length >= HELD_UP_LOG) {
            lift();
        } else {
            // to wait would not make it shorter
            limit = new Limit(Long.MAX_VALUE, LONGEST_LOG, HELD_UP_LOG);
            isLong = false;
            isWatching = true;
        }
    }

    /** The log is copied to its end, and the next writer begins it anew, if no reader looks into it. */
    public void copied() {
        isLong = false;
    }

    /** Whether it is better to write later what can be: the log is to be copied first, or others are slowed down. */
    public boolean isLogLong() {
        return isLong;
    }

    /** A log that is short may grow as fast as it likes until it is not. */
    public void relax() {
        limit = SHORT;
        isLong = false;
        isWatching = false;
    }

    /** Nobody is slowed, however long the log is. */
    public void lift() {
        limit = null;
        isLong = false;
        isWatching = false;
    }

    public boolean isLimiting() {
        return isWatching && limit != null;
    }

    /** Refuses writes until {@link #accept}. */
    public void refuse(StoreException reason) {
        refusal = reason;
        attempts.incrementAndGet();
    }

    public void accept() {
        refusal = null;
        attempts.incrementAndGet();
    }

    public boolean isRefusing() {
        return refusal != null;
    }

    /** Says that it was looked, and there is no hope yet. */
    public void attempted() {
        attempts.incrementAndGet();
    }
}
