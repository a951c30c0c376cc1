package io.litestack.job.internal.limit;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.sql.JobControls;
import io.litestack.job.internal.sql.LimitSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A limit as the table has it: what the job that was enqueued last has said of it, and how far it is. Immutable.
 *
 * @param concurrency how many run at a time, 0 for any number
 * @param rate how many start in a window, 0 for any number
 * @param windowMs how long the window is
 * @param ready how many may be ready at a time if there are turns only, else 0
 * @param lastTenant whose turn was the last
 * @param wakeAtMs when further jobs may start, 0 if none waits for that
 */
record StoredLimit(int concurrency, int rate, long windowMs, int ready, String lastTenant, long wakeAtMs) {
    /** So many jobs are ready where the limit is for turns only: few, since those that are ready have had theirs. */
    private static final int READY_FOR_TURNS = 16;

    private static final int PARTS = 4;

    /** It bounds nothing. */
    static final StoredLimit NONE = new StoredLimit(0, 0, 1, 0, "", 0);

    static @Nullable StoredLimit find(Statements statements, String key) throws SQLException {
        PreparedStatement select = statements.prepare(LimitSql.FIND);
        select.setString(1, key);
        try (ResultSet row = select.executeQuery()) {
            return row.next()
                    ? new StoredLimit(
                            row.getInt(1),
                            row.getInt(2),
                            row.getLong(3),
                            row.getInt(4),
                            row.getString(5),
                            row.getLong(6))
                    : null;
        }
    }

    static int readyOf(LimitRule rule) {
        return rule.isFairShare() ? READY_FOR_TURNS : 0;
    }

    boolean isAs(LimitRule rule) {
        return concurrency == rule.concurrency()
                && rate == rule.rate()
                && windowMs == rule.windowMs()
                && ready == readyOf(rule);
    }

    /** What {@link LimitRule#bounds} has written; nothing of a job that was stored without it. */
    private static StoredLimit parse(String bounds) {
        String[] parts = bounds.split(",", PARTS);
        return parts.length < PARTS
                ? NONE
                : new StoredLimit(
                        Integer.parseInt(parts[0]),
                        Integer.parseInt(parts[1]),
                        Long.parseLong(parts[2]),
                        Integer.parseInt(parts[3]),
                        "",
                        0);
    }

    /** Makes the row again that was pruned while no job waited, as one that is blocked now says. */
    static StoredLimit restore(Statements statements, String key) throws SQLException {
        PreparedStatement select = statements.prepare(LimitSql.BLOCKED_CONTROLS);
        select.setString(1, key);
        StoredLimit limit = NONE;
        try (ResultSet row = select.executeQuery()) {
            JobControls controls = row.next() ? JobControls.read(row.getString(1)) : null;
            if (controls != null) {
                limit = parse(controls.bounds());
            }
        }
        if (!limit.equals(NONE)) {
            limit.put(statements, key);
        }
        return limit;
    }

    static StoredLimit put(Statements statements, LimitRule rule, @Nullable StoredLimit former) throws SQLException {
        StoredLimit limit = new StoredLimit(
                rule.concurrency(),
                rule.rate(),
                rule.windowMs(),
                readyOf(rule),
                former == null ? "" : former.lastTenant,
                former == null ? 0 : former.wakeAtMs);
        limit.put(statements, rule.key());
        return limit;
    }

    private void put(Statements statements, String key) throws SQLException {
        PreparedStatement put = statements.prepare(LimitSql.PUT);
        put.setString(1, key);
        SqlValues.setLong(put, 2, concurrency);
        SqlValues.setLong(put, 3, rate);
        put.setLong(4, windowMs);
        SqlValues.setLong(put, 5, ready);
        put.executeUpdate();
    }
}
