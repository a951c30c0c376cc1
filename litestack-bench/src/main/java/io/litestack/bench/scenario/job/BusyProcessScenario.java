package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Sync;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobQueue;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** As {@link RemoteStartScenario}, while the workers of the process that enqueues are all in long jobs of another queue. */
final class BusyProcessScenario implements Scenario {
    private static final Metric P50 = Metric.cost(RemoteWorker.P50, "µs").atMost(1_000);
    private static final Metric P99 = Metric.cost(RemoteWorker.P99, "µs").atMost(50_000);
    private static final int FORKS = 3;
    private static final int WORKERS = 5;
    private static final JobType<Integer> LONG = JobType.of("long", Integer.class);

    @Override
    public Spec spec() {
        return Spec.alone(
                        "jobs-busy-process",
                        "from the call of enqueue to the handler in an idle process, while all workers of the process that"
                                + " enqueues are in long jobs of another queue, " + StartLoad.PER_SECOND + "/s, NORMAL",
                        P50,
                        P99)
                .inForksAtMost(FORKS)
                .warmedUpFor(JobScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        CountDownLatch begun = new CountDownLatch(WORKERS);
        CountDownLatch end = new CountDownLatch(1);
        try (JobQueue queue = LitestackJobs.openQueue(trial.folder(), Sync.NORMAL)) {
            new StartTimes().handle(queue);
            queue.handle(LONG, (number, context) -> {
                begun.countDown();
                end.await();
            });
            queue.workers(WorkerConfig.builder()
                            .workers(WORKERS)
                            .queue("long")
                            .queue("default")
                            .build())
                    .start();
            queue.enqueueAll(LONG, Collections.nCopies(WORKERS, 1), EnqueueOptions.onQueue("long"));
            begun.await();
            try {
                CompanionProcess worker = trial.start(RemoteWorker.class, Sync.NORMAL);
                long jobs = new StartLoad(trial, queue).run(job -> queue.enqueue(DueJob.TYPE, job));
                Map<String, Double> figures = worker.stop();
                StartTimes.check(
                        jobs, figures.getOrDefault(RemoteWorker.RUNS, 0.0).longValue());
                trial.record(P50.name(), figures.getOrDefault(RemoteWorker.P50, Double.NaN));
                trial.record(P99.name(), figures.getOrDefault(RemoteWorker.P99, Double.NaN));
            } finally {
                end.countDown();
            }
        }
    }
}
