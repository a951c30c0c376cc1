package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.HeapPeak;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Runs;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Sync;
import io.litestack.job.JobWorkers;

/**
 * Enqueuer and workers beside a million ready jobs, in a small heap. Without a backlog as many jobs are done meanwhile: the
 * file is as large then, and the JVM as warm.
 */
final class BacklogScenario implements Scenario {
    private static final Metric RATE =
            Metric.rate("jobs done, while as many are enqueued").atLeastTimes(0.9);
    private static final Metric DRAINED = Metric.rate("jobs done, while none is enqueued (there: as above)");
    private static final int HEAP_MB = 256;
    private static final Metric HEAP =
            Metric.cost("greatest heap, garbage included", "MB").atMost(HEAP_MB);
    private static final int FORKS = 3;
    private static final int BULK = 10_000;
    private static final double JOBS = 1_000_000;

    @Override
    public Spec spec() {
        return Spec.of(
                        "jobs-backlog",
                        "no-op jobs enqueued in bulk and worked off beside 1,000,000 ready ones, heap of " + HEAP_MB
                                + " MB, NORMAL",
                        "the same on an empty queue",
                        RATE,
                        DRAINED,
                        HEAP)
                .inForksAtMost(FORKS)
                .warmedUpFor(JobScenarios.WARM_UP)
                .withHeap(HEAP_MB + "m");
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        HeapPeak heap = HeapPeak.watch();
        Runs runs = new Runs();
        try (LitestackJobs jobs = LitestackJobs.open(trial.folder(), Sync.NORMAL, runs)) {
            boolean isBacklog = side == Side.LITESTACK;
            JobWorkers first = jobs.startWorkers();
            int done = fill(jobs, 0, trial);
            JobLoad.awaitRuns(runs, done);
            if (isBacklog) {
                first.close();
            }
            int more = fill(jobs, done, trial);
            if (isBacklog) {
                jobs.startWorkers();
            } else {
                JobLoad.awaitRuns(runs, done + more);
            }
            JobLoad load = new JobLoad(trial, jobs, runs, done + more);
            double rate = load.perSecond(EnqueueWay.BULK, 1, (isBacklog ? more : 0) + JobLoad.IN_FLIGHT);
            trial.record(RATE.name(), rate);
            trial.record(DRAINED.name(), isBacklog ? drain(runs, trial) : rate);
            load.finish();
            trial.record(HEAP.name(), heap.megabytes());
        }
    }

    private static int fill(LitestackJobs jobs, int first, Trial trial) {
        int count = (int) (JOBS * trial.timing().scale());
        for (int filled = 0; filled < count; filled += BULK) {
            int some = Math.min(BULK, count - filled);
            jobs.enqueueAll(first + filled, some);
            trial.tally().add(some, 0);
        }
        return count;
    }

    private static double drain(Runs runs, Trial trial) throws InterruptedException {
        long start = System.nanoTime();
        long before = runs.count();
        JobLoad.awaitRuns(runs, trial.tally().successes());
        return (runs.count() - before) * 1e9 / (System.nanoTime() - start);
    }
}
