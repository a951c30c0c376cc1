package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Runs;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.job.JobQueue;

/**
 * Whether jobs that are not to run now are in the way of those that are. A job that is enqueued in a transaction cannot be
 * handed over, so it is claimed: that is timed, from the instant at which its transaction is due to the first line of its
 * handler.
 */
final class ClaimScenario implements Scenario {
    private static final Metric P50 = Metric.cost("p50", "µs");
    private static final Metric P99 = Metric.cost("p99", "µs").atMostTimes(1.3);
    private static final int FORKS = 3;
    private static final int BULK = 10_000;
    private static final double JOBS = 1_000_000;

    @Override
    public Spec spec() {
        return Spec.of(
                        "jobs-claim",
                        "from a due transaction that enqueues a job to its handler, by way of a claim, beside 1,000,000"
                                + " scheduled and 1,000,000 done jobs, " + StartLoad.PER_SECOND + "/s, NORMAL",
                        "the same on an empty queue",
                        P50,
                        P99)
                .inForksAtMost(FORKS);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        Runs runs = new Runs();
        StartTimes times = new StartTimes();
        try (LitestackJobs jobs = LitestackJobs.start(trial.folder(), Sync.NORMAL, runs);
                Store store = Store.open(LitestackJobs.storeConfig(trial.folder(), Sync.NORMAL))) {
            times.handle(jobs.queue());
            if (side == Side.LITESTACK) {
                fill(jobs, runs, Math.round(JOBS * trial.timing().scale()));
            }
            measure(trial, jobs.queue(), store, times);
        }
        trial.record(P50.name(), times.micros(50));
        trial.record(P99.name(), times.micros(99));
    }

    private static void fill(LitestackJobs jobs, Runs runs, long count) throws Exception {
        for (long first = 0; first < count; first += BULK) {
            int some = (int) Math.min(BULK, count - first);
            jobs.enqueueForLater(count + first, some);
            jobs.enqueueAll(first, some);
        }
        JobLoad.awaitRuns(runs, count);
        JobLoad.awaitStored(jobs, count);
        runs.check(count);
    }

    private static void measure(Trial trial, JobQueue queue, Store store, StartTimes times)
            throws InterruptedException {
        long before = queue.stats().claimed();
        long jobs = new StartLoad(trial, queue)
                .run(job -> store.useWrite(transaction -> queue.enqueue(transaction, DueJob.TYPE, job)));
        StartTimes.check(jobs, times.runs());
        long claimed = queue.stats().claimed() - before;
        if (claimed < jobs) {
            throw new IllegalStateException("only " + claimed + " of " + jobs + " jobs were claimed");
        }
    }
}
