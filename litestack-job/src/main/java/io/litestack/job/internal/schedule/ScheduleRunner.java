package io.litestack.job.internal.schedule;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.DueTask;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.enqueue.NewJob;
import io.litestack.job.internal.enqueue.NewJobWriter;
import io.litestack.job.internal.sql.ScheduleSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Fires schedules that are due. Every process with workers does so: whoever has the writer first finds a schedule due, moves it
 * on and enqueues its jobs in one transaction, and the next one does not find it due any more. Used by one loop; {@link #signal}
 * may be called by any thread.
 */
public final class ScheduleRunner {
    /** So many schedules are fired in one transaction. */
    private static final int BATCH = 50;

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final QueueResources resources;
    private final DueTask task;

    public ScheduleRunner(QueueResources resources, Runnable wake) {
        this.resources = resources;
        this.task = new DueTask(
                resources, new DueTask.Work("firing schedules", ScheduleSql.NEXT, this::fireDue, this::pullIn), wake);
    }

    /** A schedule may have changed. */
    public void signal() {
        task.signal();
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        return task.runDue();
    }

    /** Fires all that are due now, and returns when that is committed. */
    public void fireAll() {
        while (resources.commands().execute(this::fireDue, Ack.COMMITTED) > 0) {
            // the next batch
        }
    }

    private int fireDue(Statements statements) throws SQLException {
        Instant now = resources.now();
        List<String> due = new ArrayList<>();
        PreparedStatement select = statements.prepare(ScheduleSql.DUE);
        select.setLong(1, now.toEpochMilli());
        select.setInt(2, BATCH);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                due.add(rows.getString(1));
            }
        }
        for (String name : due) {
            fire(statements, name, now);
        }
        return due.size();
    }

    /** One that cannot be read, since another release has written it, keeps none of the others from its turn. */
    private void fire(Statements statements, String name, Instant now) throws SQLException {
        try {
            StoredSchedule schedule = StoredSchedule.find(statements, name);
            if (schedule != null) {
                fire(statements, schedule, now);
            }
        } catch (RuntimeException e) {
            moveOn(statements, name, now.plus(PAUSE).toEpochMilli());
            resources.listener().onInternalFailure("firing schedule " + name + ", which is tried again in a minute", e);
        }
    }

    private void fire(Statements statements, StoredSchedule schedule, Instant now) throws SQLException {
        Long dueAtMs = schedule.nextAtMs();
        if (dueAtMs == null) {
            return;
        }
        FireTimes times = FireTimes.of(schedule.schedule(), Instant.ofEpochMilli(dueAtMs), now);
        moveOn(
                statements,
                schedule.name(),
                times.next() == null ? 0 : times.next().toEpochMilli());
        if (!times.fired().isEmpty()) {
            List<NewJob> jobs = new ArrayList<>();
            for (Instant time : times.fired()) {
                jobs.add(job(schedule, time, now));
            }
            NewJobWriter.run(statements, resources, jobs);
            Instant last = times.fired().get(times.fired().size() - 1);
            fired(statements, schedule, last, jobs);
        }
    }

    private static void moveOn(Statements statements, String name, long nextAtMs) throws SQLException {
        PreparedStatement update = statements.prepare(ScheduleSql.MOVE_ON);
        SqlValues.setLong(update, 1, nextAtMs);
        update.setString(2, name);
        update.executeUpdate();
    }

    /** The job of a schedule for one of its times. */
    private static NewJob job(StoredSchedule schedule, Instant time, Instant now) {
        long nowMs = now.toEpochMilli();
        long jitterMs = schedule.schedule().jitter().toMillis();
        long put = jitterMs == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitterMs + 1);
        return jobFor(schedule, time, nowMs, Math.max(nowMs, time.toEpochMilli() + put));
    }

    /** The job of a schedule for a time, due at another one. */
    static NewJob jobFor(StoredSchedule schedule, Instant time, long nowMs, long dueAtMs) {
        return schedule.job()
                .with(Map.of("schedule", schedule.name(), "scheduled-at", time.toString()))
                .toNewJob(nowMs, dueAtMs)
                .keepingOthers();
    }

    /** What was enqueued for a time is noted. */
    static void fired(Statements statements, StoredSchedule schedule, Instant time, List<NewJob> jobs)
            throws SQLException {
        PreparedStatement update = statements.prepare(ScheduleSql.FIRED);
        update.setLong(1, time.toEpochMilli());
        update.setLong(2, jobs.get(jobs.size() - 1).id());
        update.setLong(3, jobs.stream().filter(it -> it.outcome().isAdded()).count());
        update.setString(4, schedule.name());
        update.executeUpdate();
    }

    /** The wall clock was set back: what has an interval would be silent for so long. */
    private int pullIn(Statements statements) throws SQLException {
        PreparedStatement update = statements.prepare(ScheduleSql.PULL_IN);
        update.setLong(1, resources.nowMs());
        return update.executeUpdate();
    }
}
