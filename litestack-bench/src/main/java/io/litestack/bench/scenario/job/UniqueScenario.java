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
import java.time.Duration;
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
            Ways ways = new Ways(trial, KeyedJobs.in(queue, rules));
            // all of them once before the first is measured: what is compiled for one is for the others too
            ways.run(new Timing(Duration.ZERO, part(trial.timing().warmup())));
            ways.run(new Timing(
                    part(trial.timing().warmup()), part(trial.timing().window())));
            long known = queue.admin().count(JobFilter.all()) - ways.added;
            check(side == Side.LITESTACK, known, ways.repeated);
        }
    }

    /** Each figure has a part of the time, so that the table does not become too large. */
    private static Duration part(Duration whole) {
        return whole.dividedBy(FIGURES);
    }

    private static void check(boolean isUnique, long found, long enqueued) {
        long wanted = isUnique ? CUSTOMERS : CUSTOMERS + enqueued;
        if (found != wanted) {
            throw new IllegalStateException("there are " + found + " jobs of known keys in place of " + wanted);
        }
    }

    /** The four ways, one after the other. Used by one thread. */
    private static final class Ways {
        private final Trial trial;
        private final KeyedJobs distinct;
        private final KeyedJobs known;
        private final AtomicLong next = new AtomicLong(CUSTOMERS);
        private long repeated;
        private long added;

        /** Stores the jobs whose keys are there from then on. */
        Ways(Trial trial, KeyedJobs distinct) {
            this.trial = trial;
            this.distinct = distinct;
            this.known = distinct.amongCustomers(CUSTOMERS);
            distinct.enqueueAll(0, CUSTOMERS);
        }

        void run(Timing timing) {
            repeated += measure(KNOWN, known, EnqueueWay.ONE_BY_ONE, timing);
            added += measure(NEW, distinct, EnqueueWay.ONE_BY_ONE, timing);
            repeated += measure(KNOWN_IN_BULK, known, EnqueueWay.BULK, timing);
            added += measure(NEW_IN_BULK, distinct, EnqueueWay.BULK, timing);
        }

        /** Returns how many were enqueued. */
        private long measure(Metric metric, KeyedJobs jobs, EnqueueWay way, Timing timing) {
            long before = next.get();
            Load.Figures figures = trial.load(timing).atFullSpeed(1, () -> {
                long first = next.getAndAdd(way.size());
                if (way == EnqueueWay.BULK) {
                    jobs.enqueueAll(first, way.size());
                } else {
                    jobs.enqueue(first);
                }
            });
            trial.record(metric.name(), figures.perSecond() * way.size());
            return next.get() - before;
        }
    }
}
