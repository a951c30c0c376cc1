package io.litestack.bench.rival;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.SqliteJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.litestack.bench.harness.NumberedJobs;
import io.litestack.bench.harness.Runs;
import io.litestack.core.Sync;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** db-scheduler on the pool of {@link HikariRival}. It deletes what is done. Thread-safe. */
public final class DbSchedulerRival implements NumberedJobs {
    /** What the row compares with. */
    public static final String NAME = "db-scheduler";

    private static final int THREADS = 4;
    private static final double LOOK_AGAIN_AT = 0.5;
    private static final double FETCHED = 100;
    private static final Duration POLLING_INTERVAL = Duration.ofMillis(100);

    /** How it is set up, for the report. */
    public static final String SETTINGS = "on a pool as above, but with busy_timeout=" + HikariRival.PATIENT_MILLIS
            + "; " + THREADS + " threads, immediate execution, polling every "
            + POLLING_INTERVAL.toMillis() + " ms, by fetch (it has no lock-and-fetch on SQLite) of "
            + Math.round(THREADS * FETCHED)
            + " at a time; the table of its documentation with the indexes for due times and"
            + " heartbeats; no task data, the number is the instance's id; bulk is scheduleBatch on one connection in one"
            + " transaction, with one wake-up of the scheduler after it";

    private static final String TABLE = """
            create table scheduled_tasks (
              task_name varchar(100),
              task_instance varchar(100),
              task_data blob,
              execution_time timestamp,
              picked bit,
              picked_by varchar(50),
              last_success timestamp,
              last_failure timestamp,
              consecutive_failures int,
              last_heartbeat timestamp,
              version bigint,
              priority smallint,
              primary key (task_name, task_instance))""";
    private static final String DUE = "create index execution_time_idx on scheduled_tasks(execution_time)";
    private static final String HEARTBEAT = "create index last_heartbeat_idx on scheduled_tasks(last_heartbeat)";
    private static final String LEFT = "select count(*) from scheduled_tasks";

    private final HikariRival pool;
    private final Runs runs;
    private final OneTimeTask<Void> task;
    private final Scheduler scheduler;
    private final LongAdder scheduled = new LongAdder();

    private DbSchedulerRival(HikariRival pool, Runs runs) {
        this.pool = pool;
        this.runs = runs;
        this.task = Tasks.oneTime("no-op").execute((instance, context) -> runs.ran(Long.parseLong(instance.getId())));
        this.scheduler = Scheduler.create(pool.dataSource(), task)
                .schedulerName(new SchedulerName.Fixed("bench"))
                .threads(THREADS)
                .pollUsingFetch(LOOK_AGAIN_AT, FETCHED)
                .pollingInterval(POLLING_INTERVAL)
                .enableImmediateExecution()
                .build();
    }

    /** Opens a file of its own in the folder, and starts. */
    public static DbSchedulerRival start(Path folder, Sync sync, Runs runs) throws SQLException {
        HikariRival pool = HikariRival.openPatiently(folder.resolve("db-scheduler.db"), sync);
        pool.execute(TABLE);
        pool.execute(DUE);
        pool.execute(HEARTBEAT);
        DbSchedulerRival rival = new DbSchedulerRival(pool, runs);
        rival.scheduler.start();
        return rival;
    }

    @Override
    public void enqueue(long number) {
        if (!scheduler.scheduleIfNotExists(instance(number), Instant.now())) {
            throw new IllegalStateException("there is a job " + number + " already");
        }
        scheduled.increment();
    }

    private TaskInstance<Void> instance(long number) {
        return task.instance(Long.toString(number));
    }

    @Override
    public void enqueueAll(long first, int count) throws SQLException {
        List<TaskInstance<?>> batch = LongStream.range(first, first + count)
                .<TaskInstance<?>>mapToObj(this::instance)
                .toList();
        pool.inTransaction(connection -> SchedulerClient.Builder.create(KeptConnection.asSource(connection), task)
                .jdbcCustomization(new SqliteJdbcCustomization())
                .build()
                .scheduleBatch(batch, Instant.now()));
        scheduled.add(count);
        scheduler.triggerCheckForDueExecutions();
    }

    @Override
    public long done() {
        return runs.count();
    }

    @Override
    public long stored() throws SQLException {
        return scheduled.sum() - pool.number(LEFT);
    }

    @Override
    public void close() {
        scheduler.stop();
        pool.close();
    }
}
