package io.litestack.job.internal.limit;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.sql.LimitSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The starts of the jobs of a rate, which are remembered in the table for as long as the window is. A permit is good for a
 * moment only: a thread that was held up between it and its handler asks again, and its first permit is taken back. The window that is
 * looked at is longer by that much, so that no window of the promised length has more starts than the rate, wherever in
 * their moments the handlers have begun.
 */
public final class StartPermits {
    private static final long LONGEST_TOLERANCE_MS = 100;

    /**
     * Starts in a window.
     *
     * @param count how many
     * @param oldestMs the first of them
     */
    record Starts(int count, long oldestMs) {}

    private final Limits limits;
    private final Statements statements;
    private final long nowMs;

    public StartPermits(Limits limits) {
        this.limits = limits;
        this.statements = limits.statements();
        this.nowMs = limits.nowMs();
    }

    /** By how much the window that is looked at is longer. */
    private static long toleranceMs(long windowMs) {
        return Math.max(1, Math.min(LONGEST_TOLERANCE_MS, windowMs / 10));
    }

    /** Those that count now. */
    Starts inWindow(LimitState limit) throws SQLException {
        long windowMs = limit.bounds.windowMs();
        PreparedStatement select = statements.prepare(LimitSql.COUNT_STARTS);
        select.setLong(1, limit.id);
        select.setLong(2, nowMs - windowMs - toleranceMs(windowMs));
        select.setLong(3, nowMs + windowMs);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? new Starts(row.getInt(1), row.getLong(2)) : new Starts(0, 0);
        }
    }

    /** When the first of them counts no more, 0 if there is none. */
    long nextFreeMs(LimitState limit) throws SQLException {
        Starts starts = inWindow(limit);
        long windowMs = limit.bounds.windowMs();
        return starts.count == 0 ? 0 : starts.oldestMs + windowMs + toleranceMs(windowMs);
    }

    /**
     * Notes the start of a job, if its limit allows it now.
     *
     * @return for how many milliseconds that is good; 0 if it may not start
     */
    public long take(String key, long job, int attempt) throws SQLException {
        LimitState limit = limits.state(key);
        if (limit.bounds.rate() == 0) {
            return Long.MAX_VALUE;
        }
        long windowMs = limit.bounds.windowMs();
        PreparedStatement pullIn = statements.prepare(LimitSql.PULL_IN_STARTS);
        pullIn.setLong(1, limit.id);
        pullIn.setLong(2, nowMs);
        pullIn.setLong(3, nowMs + windowMs);
        pullIn.executeUpdate();
        PreparedStatement delete = statements.prepare(LimitSql.FORGET_STARTS);
        delete.setLong(1, limit.id);
        delete.setLong(2, nowMs - windowMs - toleranceMs(windowMs));
        delete.setLong(3, job);
        delete.setInt(4, attempt);
        delete.executeUpdate();
        if (inWindow(limit).count >= limit.bounds.rate()) {
            return 0;
        }
        PreparedStatement insert = statements.prepare(LimitSql.ADD_START);
        insert.setLong(1, limit.id);
        insert.setLong(2, nowMs);
        insert.setLong(3, job);
        insert.setInt(4, attempt);
        insert.executeUpdate();
        new LimitGate(limits).refill(List.of(key));
        limits.write();
        // the rest is for the way from the last look at the clock to the handler
        return Math.max(1, toleranceMs(windowMs) / 4);
    }
}
