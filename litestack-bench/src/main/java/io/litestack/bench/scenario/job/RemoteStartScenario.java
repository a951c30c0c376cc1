package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Sync;
import io.litestack.job.JobQueue;
import java.util.Map;

/** From the instant at which a job is due to be enqueued to the first line of its handler in another process. */
final class RemoteStartScenario implements Scenario {
    private static final Metric P50 = Metric.cost(RemoteWorker.P50, "µs").atMost(500);
    private static final Metric P99 = Metric.cost(RemoteWorker.P99, "µs").atMost(5_000);
    private static final int FORKS = 3;

    @Override
    public Spec spec() {
        return Spec.alone(
                        "jobs-start-remote",
                        "from the call of enqueue to the handler in another process, idle queue, "
                                + StartLoad.PER_SECOND + "/s, NORMAL",
                        P50,
                        P99)
                .inForksAtMost(FORKS)
                .warmedUpFor(JobScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (JobQueue queue = LitestackJobs.openQueue(trial.folder(), Sync.NORMAL)) {
            CompanionProcess worker = trial.start(RemoteWorker.class, Sync.NORMAL);
            long jobs = new StartLoad(trial, queue).run(job -> queue.enqueue(DueJob.TYPE, job));
            Map<String, Double> figures = worker.stop();
            StartTimes.check(jobs, figures.getOrDefault(RemoteWorker.RUNS, 0.0).longValue());
            trial.record(P50.name(), figures.getOrDefault(RemoteWorker.P50, Double.NaN));
            trial.record(P99.name(), figures.getOrDefault(RemoteWorker.P99, Double.NaN));
        }
    }
}
