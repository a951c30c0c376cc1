package io.litestack.job.internal.fetch;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.sql.JobSql;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes scheduled jobs ready when they are due, in batches. It knows when the next one is due and looks at the table only then,
 * and when something was scheduled. It compares clocks at least once a second, because the wall clock may be set. Used by one
 * loop; {@link #signalScheduled} may be called by any thread.
 */
public final class ScheduledPromoter {
    private static final int BATCH = 500;
    private static final long CLOCK_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long NONE = Long.MAX_VALUE;

    private final QueueResources resources;
    private final Runnable wake;
    private volatile boolean isStale = true;
    private volatile boolean isUnderWay;
    private volatile boolean hasFailed;
    private long nextDueMs = NONE;

    public ScheduledPromoter(QueueResources resources, Runnable wake) {
        this.resources = resources;
        this.wake = wake;
    }

    /** Something may have been scheduled. */
    public void signalScheduled() {
        isStale = true;
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        if (isUnderWay) {
            return NONE;
        }
        if (isStale) {
            readNextDue();
        }
        if (nextDueMs == NONE) {
            return NONE;
        }
        long leftMs = nextDueMs - resources.nowMs();
        if (leftMs > 0) {
            return Math.min(CLOCK_CHECK_NANOS, TimeUnit.MILLISECONDS.toNanos(leftMs));
        }
        if (hasFailed) {
            hasFailed = false;
            return CLOCK_CHECK_NANOS;
        }
        promote();
        return NONE;
    }

    private void readNextDue() {
        // before the look: what is scheduled during it is perhaps not seen by it
        isStale = false;
        try {
            nextDueMs = resources
                    .store()
                    .queryFirst(JobSql.NEXT_DUE, row -> row.getLong(1))
                    .orElse(NONE);
        } catch (RuntimeException | Error e) {
            isStale = true;
            throw e;
        }
    }

    private void promote() {
        isUnderWay = true;
        resources.submit(this::promoteDue, Ack.COMMITTED, (count, failure) -> ended(failure));
    }

    private int promoteDue(Statements statements) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.PROMOTE);
        update.setLong(1, resources.nowMs());
        update.setInt(2, BATCH);
        int count = update.executeUpdate();
        if (count > 0) {
            statements.signal(JobSql.READY_TOPIC);
        }
        return count;
    }

    private void ended(@Nullable Throwable failure) {
        if (failure != null) {
            hasFailed = true;
            resources.listener().onInternalFailure("making scheduled jobs ready", failure);
        }
        isStale = true;
        isUnderWay = false;
        wake.run();
    }
}
