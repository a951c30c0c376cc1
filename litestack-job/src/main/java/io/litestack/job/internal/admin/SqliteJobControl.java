package io.litestack.job.internal.admin;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobControl;
import io.litestack.job.JobFilter;
import io.litestack.job.JobType;
import io.litestack.job.QueueState;
import io.litestack.job.WorkerInfo;
import io.litestack.job.internal.admin.JobChanges.Change;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.enqueue.JobPreparation;
import io.litestack.job.internal.report.FailureText;
import io.litestack.job.internal.sql.ControlSql;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.Millis;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Says in the table how queues and jobs are to be worked on. Thread-safe. */
public final class SqliteJobControl implements JobControl {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** As long as a delay may be. */
    private static final double LONGEST_DELAY_MS = Duration.ofDays(36_500).toMillis();

    private final QueueResources resources;
    private final JobPreparation preparation;
    private final JobChanges changes;
    private final Runnable onChange;

    /**
     * Knows the parts that it needs.
     *
     * @param onChange has the workers of this process read what was said
     */
    public SqliteJobControl(QueueResources resources, JobPreparation preparation, Runnable onChange) {
        this.resources = resources;
        this.preparation = preparation;
        this.changes = new JobChanges(resources);
        this.onChange = onChange;
    }

    // Queues.

    @Override
    public boolean pause(String queue) {
        checkQueue(queue);
        return control(statements -> {
            PreparedStatement update = statements.prepare(ControlSql.PAUSE);
            update.setString(1, queue);
            update.setLong(2, resources.nowMs());
            return update.executeUpdate() > 0;
        });
    }

    @Override
    public boolean resume(String queue) {
        return control(statements -> {
            PreparedStatement update = statements.prepare(ControlSql.RESUME);
            update.setString(1, queue);
            boolean isChanged = update.executeUpdate() > 0;
            forget(statements, queue);
            return isChanged;
        });
    }

    @Override
    public boolean drain(String queue, Duration timeout) {
        pause(queue);
        boolean wasInterrupted = false;
        long deadline = resources.ticks() + Millis.nanos(timeout);
        boolean isDrained = isDrained(queue);
        while (!isDrained && resources.ticks() - deadline < 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
            } catch (InterruptedException e) {
                wasInterrupted = true;
                break;
            }
            isDrained = isDrained(queue);
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return isDrained;
    }

    private boolean isDrained(String queue) {
        return resources
                        .store()
                        .queryFirst(ControlSql.COUNT_RUNNING, row -> row.getLong(1), queue)
                        .orElse(0L)
                == 0;
    }

    @Override
    public void setConcurrency(String queue, int most) {
        checkQueue(queue);
        if (most < 1 || most > 1_000_000) {
            throw new IllegalArgumentException("concurrency must be between 1 and 1000000, but is " + most);
        }
        control(statements -> setConcurrency(statements, queue, Optional.of(most)));
    }

    @Override
    public void resetConcurrency(String queue) {
        control(statements -> {
            boolean isChanged = setConcurrency(statements, queue, Optional.empty());
            forget(statements, queue);
            return isChanged;
        });
    }

    private static boolean setConcurrency(Statements statements, String queue, Optional<Integer> most)
            throws SQLException {
        PreparedStatement update = statements.prepare(ControlSql.SET_CONCURRENCY);
        update.setString(1, queue);
        update.setObject(2, most.orElse(null));
        return update.executeUpdate() > 0;
    }

    private static void forget(Statements statements, String queue) throws SQLException {
        PreparedStatement delete = statements.prepare(ControlSql.FORGET_QUEUE);
        delete.setString(1, queue);
        delete.executeUpdate();
    }

    private static void checkQueue(String queue) {
        EnqueueOptions unused = EnqueueOptions.onQueue(queue);
    }

    private boolean control(Command<Boolean> change) {
        boolean isChanged = resources
                .commands()
                .execute(
                        statements -> {
                            boolean is = change.run(statements);
                            statements.signal(JobSql.CONTROL_TOPIC);
                            return is;
                        },
                        Ack.DURABLE);
        onChange.run();
        return isChanged;
    }

    @Override
    public List<QueueState> queues() {
        return resources.store().query(ControlSql.QUEUES, SqliteJobControl::readQueue);
    }

    private static QueueState readQueue(ResultSet row) throws SQLException {
        long pausedAtMs = row.getLong("paused_at_ms");
        boolean isPaused = !row.wasNull();
        int concurrency = row.getInt("concurrency");
        return new QueueState(
                row.getString("name"),
                isPaused ? Optional.of(Instant.ofEpochMilli(pausedAtMs)) : Optional.empty(),
                concurrency == 0 ? OptionalInt.empty() : OptionalInt.of(concurrency));
    }

    @Override
    public List<WorkerInfo> workers() {
        return resources
                .store()
                .query(
                        ControlSql.WORKERS,
                        row -> new WorkerInfo(
                                row.getLong(1),
                                row.getString(2),
                                Instant.ofEpochMilli(row.getLong(3)),
                                JobJson.tags(row.getString(4)),
                                row.getInt(5)));
    }

    // Jobs.

    private Change cancelling(String reason) {
        return JobChanges.of(
                List.of("", ControlSql.CANCEL, ControlSql.CANCEL_RUNNING),
                resources.nowMs(),
                FailureText.reason("cancelled: " + reason));
    }

    @Override
    public Cancellation cancel(long id, String reason) {
        Change change = cancelling(reason);
        Cancellation result = resources.commands().execute(statements -> cancel(statements, id, change), Ack.DURABLE);
        cancelled();
        return result;
    }

    private Cancellation cancel(Statements statements, long id, Change change) throws SQLException {
        PreparedStatement select = statements.prepare(ControlSql.STATE);
        select.setLong(1, id);
        boolean isRunning;
        try (ResultSet row = select.executeQuery()) {
            isRunning = row.next() && row.getInt(1) == JobSql.RUNNING;
        }
        if (changes.run(statements, List.of(id), 0, change) == 0) {
            return Cancellation.NONE;
        }
        return isRunning ? Cancellation.REQUESTED : Cancellation.GIVEN_UP;
    }

    @Override
    public long cancel(JobFilter filter, String reason) {
        long cancelled = changes.each(filter, cancelling(reason));
        cancelled();
        return cancelled;
    }

    private void cancelled() {
        onChange.run();
        // those of earlier calls: a row of a running attempt stays
        resources
                .commands()
                .execute(
                        statements ->
                                statements.prepare(ControlSql.FORGET_CANCELS).executeUpdate(),
                        Ack.COMMITTED);
    }

    private Change rescheduling(Instant time) {
        // checks its bounds
        EnqueueOptions.standard().withRunAt(time);
        long nowMs = resources.nowMs();
        return JobChanges.of(ControlSql.RESCHEDULE, Math.max(nowMs, Millis.of(time)), nowMs);
    }

    @Override
    public boolean reschedule(long id, Instant time) {
        return changes.one(id, rescheduling(time));
    }

    @Override
    public long reschedule(JobFilter filter, Instant time) {
        return changes.each(filter, rescheduling(time));
    }

    private static Change prioritising(int priority) {
        return JobChanges.of(
                ControlSql.SET_PRIORITY,
                EnqueueOptions.standard().withPriority(priority).priority());
    }

    @Override
    public long setPriority(JobFilter filter, int priority) {
        return changes.each(filter, prioritising(priority));
    }

    @Override
    public boolean setPriority(long id, int priority) {
        return changes.one(id, prioritising(priority));
    }

    private static Change moving(String queue) {
        checkQueue(queue);
        return JobChanges.of(List.of(ControlSql.ADD_KIND_OF, ControlSql.MOVE), queue);
    }

    @Override
    public long move(JobFilter filter, String queue) {
        return changes.each(filter, moving(queue));
    }

    @Override
    public boolean move(long id, String queue) {
        return changes.one(id, moving(queue));
    }

    @Override
    public <P> boolean setPayload(long id, JobType<P> type, P payload) {
        return changes.one(id, JobChanges.of(ControlSql.SET_PAYLOAD, preparation.encode(type, payload)));
    }

    @Override
    public long retry(JobFilter filter, double perSecond) {
        if (!(perSecond > 0 && perSecond <= 1_000_000)) {
            throw new IllegalArgumentException(
                    "perSecond must be more than zero and at most 1000000, but is " + perSecond);
        }
        long nowMs = resources.nowMs();
        return changes.each(filter, new Change() {
            @Override
            public String sql() {
                return JobSql.RETRY;
            }

            @Override
            public void bind(PreparedStatement statement, long id, long number) throws SQLException {
                long delayMs = (long) Math.min(LONGEST_DELAY_MS, number * 1_000 / perSecond);
                statement.setLong(1, nowMs + delayMs);
                statement.setLong(2, nowMs);
                statement.setLong(3, id);
            }
        });
    }
}
