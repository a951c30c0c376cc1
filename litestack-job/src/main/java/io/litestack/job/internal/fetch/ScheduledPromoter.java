package io.litestack.job.internal.fetch;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.DueTask;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.limit.LimitGate;
import io.litestack.job.internal.limit.LimitRecount;
import io.litestack.job.internal.limit.Limits;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.LimitSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes scheduled jobs ready when they are due, in batches, and those that wait for the window of a rate. Used by one loop;
 * what signals may be called by any thread.
 */
public final class ScheduledPromoter {
    /** As many as {@link LimitSql#DUE} looks at. */
    private static final int BATCH = 500;

    private final QueueResources resources;
    private final DueTask scheduled;
    private final DueTask limited;

    public ScheduledPromoter(QueueResources resources, Runnable wake) {
        this.resources = resources;
        this.scheduled = new DueTask(
                resources,
                new DueTask.Work("making scheduled jobs ready", JobSql.NEXT_DUE, this::promoteDue, null),
                wake);
        this.limited = new DueTask(
                resources,
                new DueTask.Work(
                        "letting jobs with a rate go on", LimitSql.NEXT_WAKE, this::refillDue, this::pullWakesIn),
                wake);
    }

    /** Something may have been scheduled. */
    public void signalScheduled() {
        scheduled.signal();
    }

    /** Something may wait for the window of a rate. */
    public void signalWindows() {
        limited.signal();
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        return scheduled.runDue();
    }

    /** The same of jobs that wait for a window. */
    public long runDueWindows() {
        return limited.runDue();
    }

    /** Does all that is due now, and returns when that is committed. */
    public void promoteAll() {
        while (resources.commands().execute(this::promoteDue, Ack.COMMITTED) > 0) {
            // the next batch
        }
        while (resources.commands().execute(this::refillDue, Ack.COMMITTED) > 0) {
            // the next batch
        }
    }

    private int promoteDue(Statements statements) throws SQLException {
        long nowMs = resources.nowMs();
        Limits limits = resources.limits(statements);
        LimitRecount limited = LimitRecount.before(limits, limitedDue(statements, nowMs));
        PreparedStatement update = statements.prepare(JobSql.PROMOTE);
        update.setLong(1, nowMs);
        update.setInt(2, BATCH);
        int count = update.executeUpdate();
        limited.afterAndRefill();
        limits.write();
        if (count > 0) {
            statements.signal(JobSql.READY_TOPIC);
        }
        return count;
    }

    private static List<Long> limitedDue(Statements statements, long nowMs) throws SQLException {
        List<Long> ids = new ArrayList<>();
        PreparedStatement select = statements.prepare(LimitSql.DUE);
        select.setLong(1, nowMs);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    private int refillDue(Statements statements) throws SQLException {
        return new LimitGate(resources.limits(statements)).refillDue();
    }

    private int pullWakesIn(Statements statements) throws SQLException {
        return new LimitGate(resources.limits(statements)).pullWakesIn();
    }
}
