package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Sync;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.Unique;
import java.util.concurrent.atomic.AtomicLong;

/** What it costs that a job is the only one of its key, beside the same jobs without a key. Nobody runs them. */
final class UniqueScenario implements Scenario {
    private static final Metric NEW =
            Metric.rate("enqueued one by one, no key twice").atLeastTimes(0.6);
    private static final Metric NEW_IN_BULK =
            Metric.rate("enqueued in bulk, no key twice").atLeastTimes(0.6);
    private static final Metric KNOWN =
            Metric.rate("enqueued one by one, all keys there already").atLeastTimes(0.9);
    private static final Metric KNOWN_IN_BULK =
            Metric.rate("enqueued in bulk, all keys there already").atLeastTimes(0.9);
    private static final int FORKS = 3;
    private static final int CUSTOMERS = 1_000;
    private static final int FIGURES = 4;

    @Override
    public Spec spec() {
        return Spec.of(
                        "jobs-unique",
                        "enqueueing jobs that are unique by a field of their payload, by 1 thread, one by one and 1,000 at a"
                                + " time, " + Sync.NORMAL,
                        "the same jobs, not unique",
                        NEW,
                        KNOWN,
                        NEW_IN_BULK,
                        KNOWN_IN_BULK)
                .inForksAtMost(FORKS)
                .warmedUpFor(JobScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) {
        EnqueueOptions rules = EnqueueOptions.standard();
        if (side == Side.LITESTACK) {
            rules = rules.withUnique(Unique.byFields("customer"));
        }
        try (JobQueue queue = LitestackJobs.openQueue(trial.folder(), Sync.NORMAL)) {
            KeyedJobs distinct = KeyedJobs.in(queue, rules);
            // the first ones of the distinct keys, which are there from then on
            distinct.enqueueAll(0, CUSTOMERS);
            KeyedJobs repeated = distinct.amongCustomers(CUSTOMERS);
            AtomicLong next = new AtomicLong(CUSTOMERS);
            measure(trial, KNOWN, repeated, EnqueueWay.ONE_BY_ONE, next);
            measure(trial, KNOWN_IN_BULK, repeated, EnqueueWay.BULK, next);
            long before = queue.admin().count(JobFilter.all());
            long first = next.get();
            measure(trial, NEW, distinct, EnqueueWay.ONE_BY_ONE, next);
            measure(trial, NEW_IN_BULK, distinct, EnqueueWay.BULK, next);
            check(queue.admin().count(JobFilter.all()), before + next.get() - first);
            if (side == Side.LITESTACK) {
                check(before, CUSTOMERS);
            }
        }
    }

    /** Each figure has a part of the window, so that the table does not become too large. */
    private static void measure(Trial trial, Metric metric, KeyedJobs jobs, EnqueueWay way, AtomicLong next) {
        Timing part = new Timing(
                trial.timing().warmup().dividedBy(FIGURES),
                trial.timing().window().dividedBy(FIGURES));
        Load.Figures figures = trial.load(part).atFullSpeed(1, () -> {
            long first = next.getAndAdd(way.size());
            if (way == EnqueueWay.BULK) {
                jobs.enqueueAll(first, way.size());
            } else {
                jobs.enqueue(first);
            }
        });
        trial.record(metric.name(), figures.perSecond() * way.size());
    }

    private static void check(long found, long wanted) {
        if (found != wanted) {
            throw new IllegalStateException("there are " + found + " jobs in place of " + wanted);
        }
    }
}
