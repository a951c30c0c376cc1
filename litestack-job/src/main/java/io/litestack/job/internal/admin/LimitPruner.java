package io.litestack.job.internal.admin;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.sql.LimitSql;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the rows of limits that no job waits or runs for, a bite at a time: there may be one for each customer that there ever
 * was. A job that comes back later, because it becomes due or is replayed, says itself what its limit is. Used by one loop.
 */
public final class LimitPruner {
    private static final int BATCH = 500;
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final QueueResources resources;
    private final Runnable wake;
    private volatile long after = Long.MIN_VALUE;
    private volatile long nextAt;
    private volatile boolean isUnderWay;

    /**
     * Has pruned nothing yet.
     *
     * @param wake called when the next bite may be taken
     */
    public LimitPruner(QueueResources resources, Runnable wake) {
        this.resources = resources;
        this.wake = wake;
        this.nextAt = resources.ticks() + INTERVAL_NANOS;
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        if (isUnderWay) {
            return Long.MAX_VALUE;
        }
        long left = nextAt - resources.ticks();
        if (left > 0) {
            return left;
        }
        nextAt = resources.ticks() + INTERVAL_NANOS;
        List<Long> unused =
                resources.ownStore().query(LimitSql.UNUSED, row -> row.getLong(1), after, resources.nowMs(), BATCH);
        if (unused.isEmpty()) {
            after = Long.MIN_VALUE;
            return INTERVAL_NANOS;
        }
        isUnderWay = true;
        long nowMs = resources.nowMs();
        resources.submit(
                statements -> delete(statements, unused, nowMs),
                Ack.COMMITTED,
                (count, failure) -> ended(unused, failure));
        return Long.MAX_VALUE;
    }

    private int delete(Statements statements, List<Long> unused, long nowMs) throws SQLException {
        String json = unused.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"));
        PreparedStatement limits = statements.prepare(LimitSql.PRUNE);
        limits.setString(1, json);
        limits.setLong(2, nowMs);
        int deleted = limits.executeUpdate();
        PreparedStatement counts = statements.prepare(LimitSql.PRUNE_COUNTS);
        counts.setString(1, json);
        counts.executeUpdate();
        resources.limits(statements).changedElsewhere();
        PreparedStatement starts = statements.prepare(LimitSql.PRUNE_STARTS);
        starts.setString(1, json);
        return deleted + starts.executeUpdate();
    }

    private void ended(List<Long> pruned, @Nullable Throwable failure) {
        if (failure == null) {
            after = pruned.get(pruned.size() - 1);
            nextAt = resources.ticks() + PAUSE_NANOS;
        } else {
            resources.listener().onInternalFailure("pruning limits", failure);
        }
        isUnderWay = false;
        wake.run();
    }
}
