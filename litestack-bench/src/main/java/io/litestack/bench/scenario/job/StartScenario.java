package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.bench.scenario.JobTable;
import io.litestack.core.Sync;
import io.litestack.job.JobQueue;
import io.litestack.job.WorkerConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Locale;

/**
 * From the instant at which a job is due to be enqueued to the first line of its handler in the same process. It is compared
 * with the least that such a thing can cost: one insert.
 */
record StartScenario(Sync sync, Metric median) implements Scenario {
    private static final Metric P99 = Metric.cost("p99", "µs").atMost(2_000);
    private static final int FORKS = 3;

    static StartScenario of(Sync sync, double timesAtMost) {
        return new StartScenario(sync, Metric.cost("p50", "µs").atMostTimes(timesAtMost));
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        "jobs-start-" + sync.name().toLowerCase(Locale.ROOT),
                        "from the call of enqueue to the handler in the same process, idle queue, "
                                + StartLoad.PER_SECOND + "/s, " + sync,
                        "one autocommit insert on a kept statement, sqlite-jdbc",
                        median,
                        P99)
                .inForksAtMost(FORKS)
                .warmedUpFor(JobScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        if (side == Side.LITESTACK) {
            start(trial);
        } else {
            insert(trial);
        }
    }

    private void start(Trial trial) throws Exception {
        StartTimes times = new StartTimes();
        try (JobQueue queue = LitestackJobs.openQueue(trial.folder(), sync)) {
            times.handle(queue);
            queue.workers(WorkerConfig.builder().build()).start();
            long jobs = new StartLoad(trial, queue).run(job -> queue.enqueue(DueJob.TYPE, job));
            StartTimes.check(jobs, times.runs());
        }
        trial.record(median.name(), times.micros(50));
        trial.record(P99.name(), times.micros(99));
    }

    private void insert(Trial trial) throws Exception {
        try (HikariRival rival = JobTable.openRival(trial.folder(), sync)) {
            try (Connection connection = rival.borrow();
                    PreparedStatement insert = JobTable.prepareInsert(connection)) {
                trial.warmUp(() -> JobTable.insert(insert));
                Load.Figures figures = trial.load().paced(1, StartLoad.PER_SECOND, () -> JobTable.insert(insert));
                trial.record(median.name(), figures.millis(50) * 1e3);
                trial.record(P99.name(), figures.millis(99) * 1e3);
            }
            trial.checkRows(rival.number(JobTable.COUNT));
        }
    }
}
