package io.litestack.job.internal.base;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does something in the table when the wall clock says that it is due. It knows when the next such thing is due and looks at the
 * table only then, and when something may have become due earlier. It compares clocks at least once a second, because the wall
 * clock may be set. Used by one loop; {@link #signal} may be called by any thread.
 */
public final class DueTask {
    private static final long CLOCK_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long NONE = Long.MAX_VALUE;

    /**
     * What is done.
     *
     * @param what its name, for the report of a failure
     * @param nextSql selects the time at which the next is due
     * @param command does some of what is due
     * @param whenSetBack called in place of it once the wall clock was set back, or null
     */
    public record Work(
            String what,
            String nextSql,
            Command<?> command,
            @Nullable Command<?> whenSetBack) {}

    private final QueueResources resources;
    private final Work work;
    private final Runnable wake;
    private volatile boolean isStale = true;
    private volatile boolean isUnderWay;
    private volatile boolean hasFailed;
    private long nextDueMs = NONE;
    private long lastNowMs = Long.MIN_VALUE;

    /**
     * Has done nothing yet.
     *
     * @param wake wakes the loop
     */
    public DueTask(QueueResources resources, Work work, Runnable wake) {
        this.resources = resources;
        this.work = work;
        this.wake = wake;
    }

    /** Something may be due earlier than all that is known. */
    public void signal() {
        isStale = true;
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        if (isUnderWay) {
            return NONE;
        }
        long nowMs = resources.nowMs();
        boolean isSetBack = nowMs < lastNowMs;
        lastNowMs = nowMs;
        if (isStale) {
            readNextDue();
        }
        if (nextDueMs == NONE) {
            return NONE;
        }
        if (isSetBack && work.whenSetBack != null) {
            submit(work.whenSetBack);
            return NONE;
        }
        long leftMs = nextDueMs - nowMs;
        if (leftMs > 0) {
            return Math.min(CLOCK_CHECK_NANOS, TimeUnit.MILLISECONDS.toNanos(leftMs));
        }
        if (hasFailed) {
            hasFailed = false;
            return CLOCK_CHECK_NANOS;
        }
        submit(work.command);
        return NONE;
    }

    private void readNextDue() {
        // before the look: what comes during it is perhaps not seen by it
        isStale = false;
        try {
            nextDueMs = resources
                    .ownStore()
                    .queryFirst(work.nextSql, row -> row.getLong(1))
                    .orElse(NONE);
        } catch (RuntimeException | Error e) {
            isStale = true;
            throw e;
        }
    }

    private void submit(Command<?> command) {
        isUnderWay = true;
        resources.submit(command, Ack.COMMITTED, (count, failure) -> ended(failure));
    }

    private void ended(@Nullable Throwable failure) {
        if (failure != null) {
            hasFailed = true;
            resources.listener().onInternalFailure(work.what, failure);
        }
        isStale = true;
        isUnderWay = false;
        wake.run();
    }
}
