package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Runs;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Sync;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.Limit;

/**
 * What a limit costs: the same jobs with one and without. As many jobs are under way as elsewhere, ten of each customer; so with a
 * narrow limit most of them are blocked for a while, and with a wide one none is.
 *
 * @param most how many jobs of a customer may run at a time
 */
record LimitScenario(int most) implements Scenario {
    private static final Metric ASYNC =
            Metric.rate("jobs done, enqueued asynchronously").atLeastTimes(0.7);
    private static final Metric BULK =
            Metric.rate("jobs done, enqueued in bulk").atLeastTimes(0.7);
    private static final int FORKS = 3;
    private static final int CUSTOMERS = 1_000;

    @Override
    public Spec spec() {
        return Spec.of(
                        "jobs-limit-" + most,
                        "no-op jobs of 1,000 customers from enqueueing to done, with a limit of " + most
                                + " at a time for each customer, at most 10,000 jobs in flight, " + Sync.NORMAL,
                        "the same jobs without a limit",
                        ASYNC,
                        BULK)
                .inForksAtMost(FORKS)
                .warmedUpFor(JobScenarios.LONG_WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EnqueueOptions rules = EnqueueOptions.standard();
        if (side == Side.LITESTACK) {
            rules = rules.withLimit(Limit.concurrency("customer", most).perField("customer"));
        }
        Runs runs = new Runs();
        try (KeyedJobs jobs = KeyedJobs.start(trial.folder(), rules, CUSTOMERS, runs)) {
            JobLoad load = new JobLoad(trial, jobs, runs, 0);
            load.warmUp(EnqueueWay.BULK, JobLoad.IN_FLIGHT);
            load.warmUp(EnqueueWay.ASYNC, JobLoad.IN_FLIGHT);
            trial.record(BULK.name(), load.perSecond(EnqueueWay.BULK, 1, JobLoad.IN_FLIGHT));
            trial.record(ASYNC.name(), load.perSecond(EnqueueWay.ASYNC, 1, JobLoad.IN_FLIGHT));
            load.finish();
        }
    }
}
