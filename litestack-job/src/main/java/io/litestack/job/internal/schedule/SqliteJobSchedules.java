package io.litestack.job.internal.schedule;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobSchedules;
import io.litestack.job.JobType;
import io.litestack.job.Schedule;
import io.litestack.job.ScheduleState;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.enqueue.JobPreparation;
import io.litestack.job.internal.enqueue.NewJob;
import io.litestack.job.internal.enqueue.NewJobWriter;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.ScheduleSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The schedules of a queue, in its file. Thread-safe. */
public final class SqliteJobSchedules implements JobSchedules {
    private final QueueResources resources;
    private final JobPreparation preparation;
    private final Set<String> declared = ConcurrentHashMap.newKeySet();

    public SqliteJobSchedules(QueueResources resources, JobPreparation preparation) {
        this.resources = resources;
        this.preparation = preparation;
    }

    @Override
    public <P> boolean put(String name, Schedule schedule, JobType<P> type, P payload, EnqueueOptions options) {
        ScheduleNames.check(name);
        EnqueueOptions completed = type.complete(options);
        if (completed.runAt().isPresent() || completed.delay().isPresent()) {
            throw new IllegalArgumentException("the jobs of schedule " + name
                    + " are due when it fires, so their options must have neither runAt nor delay");
        }
        NewJob job = preparation.prepare(type, payload, options);
        byte[] template = job.template().untimed().encode();
        declared.add(name);
        StoredSchedule wanted = new StoredSchedule(name, schedule, template, null, null, null, 0, null);
        return resources.commands().execute(statements -> put(statements, wanted), Ack.DURABLE);
    }

    private boolean put(Statements statements, StoredSchedule wanted) throws SQLException {
        StoredSchedule stored = StoredSchedule.find(statements, wanted.name());
        if (stored != null && stored.isAs(wanted)) {
            return false;
        }
        Long nextAtMs =
                stored != null && stored.hasTimesOf(wanted) ? stored.nextAtMs() : nextAfterNow(wanted.schedule());
        PreparedStatement put = statements.prepare(ScheduleSql.PUT);
        wanted.withNext(nextAtMs).bind(put);
        put.executeUpdate();
        statements.signal(JobSql.SCHEDULE_TOPIC);
        return true;
    }

    private @Nullable Long nextAfterNow(Schedule schedule) {
        return schedule.next(resources.now()).map(Instant::toEpochMilli).orElse(null);
    }

    // Looking.

    private Optional<StoredSchedule> stored(String name) {
        return resources.store().queryFirst(ScheduleSql.FIND, StoredSchedule::read, name);
    }

    @Override
    public Optional<ScheduleState> find(String name) {
        return stored(name).map(StoredSchedule::state);
    }

    @Override
    public List<ScheduleState> list() {
        return resources.store().query(ScheduleSql.LIST, StoredSchedule::read).stream()
                .map(StoredSchedule::state)
                .toList();
    }

    @Override
    public List<Instant> next(String name, int count) {
        if (count < 0 || count > 10_000) {
            throw new IllegalArgumentException("count must be between 0 and 10000, but is " + count);
        }
        Optional<StoredSchedule> found = stored(name);
        if (found.isEmpty() || found.get().nextAtMs() == null || count == 0) {
            return List.of();
        }
        List<Instant> times = new ArrayList<>();
        times.add(Instant.ofEpochMilli(found.get().nextAtMs()));
        times.addAll(found.get().schedule().next(times.get(0), count - 1));
        return times;
    }

    // Changing.

    @Override
    public boolean pause(String name) {
        return change(statements -> {
            PreparedStatement update = statements.prepare(ScheduleSql.PAUSE);
            update.setLong(1, resources.nowMs());
            update.setString(2, name);
            return update.executeUpdate() > 0;
        });
    }

    @Override
    public boolean resume(String name) {
        return change(statements -> resume(statements, name));
    }

    private boolean resume(Statements statements, String name) throws SQLException {
        StoredSchedule stored = StoredSchedule.find(statements, name);
        if (stored == null) {
            return false;
        }
        Long nextAtMs = stored.nextAtMs();
        boolean isPast = nextAtMs != null && nextAtMs <= resources.nowMs();
        Long resumedAtMs = isPast ? nextAfterNow(stored.schedule()) : nextAtMs;
        PreparedStatement update = statements.prepare(ScheduleSql.RESUME);
        SqlValues.setLong(update, 1, resumedAtMs == null ? 0 : resumedAtMs);
        update.setString(2, name);
        return update.executeUpdate() > 0;
    }

    @Override
    public boolean remove(String name) {
        declared.remove(name);
        return change(statements -> remove(statements, name));
    }

    private static boolean remove(Statements statements, String name) throws SQLException {
        PreparedStatement delete = statements.prepare(ScheduleSql.REMOVE);
        delete.setString(1, name);
        return delete.executeUpdate() > 0;
    }

    private boolean change(Command<Boolean> change) {
        return resources
                .commands()
                .execute(
                        statements -> {
                            boolean isChanged = change.run(statements);
                            statements.signal(JobSql.SCHEDULE_TOPIC);
                            return isChanged;
                        },
                        Ack.DURABLE);
    }

    @Override
    public OptionalLong runNow(String name) {
        return resources.commands().execute(statements -> runNow(statements, name), Ack.DURABLE);
    }

    private OptionalLong runNow(Statements statements, String name) throws SQLException {
        StoredSchedule stored = StoredSchedule.find(statements, name);
        if (stored == null) {
            return OptionalLong.empty();
        }
        Instant now = resources.now();
        NewJob job = ScheduleRunner.jobFor(stored, now, now.toEpochMilli(), now.toEpochMilli());
        NewJobWriter.run(statements, resources, List.of(job));
        ScheduleRunner.fired(statements, stored, now, List.of(job));
        return OptionalLong.of(job.id());
    }

    // What the program does not know.

    @Override
    public List<String> undeclared() {
        return resources.store().query(ScheduleSql.NAMES, row -> row.getString(1)).stream()
                .filter(it -> !declared.contains(it))
                .toList();
    }

    @Override
    public List<String> removeUndeclared() {
        List<String> names = undeclared();
        names.forEach(it -> change(statements -> remove(statements, it)));
        return names;
    }
}
