package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.NumberedJobs;
import io.litestack.bench.harness.Runs;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Sync;
import java.util.List;
import java.util.Locale;

/** From enqueueing to done, in one process, with jobs that do nothing. */
record ThroughputScenario(Peer peer, Sync sync, int threads, List<Metric> metrics) implements Scenario {
    private static final String ASYNC = "jobs done, enqueued asynchronously (there: in bulk)";
    private static final String BULK = "jobs done, enqueued in bulk";
    private static final String ONE_BY_ONE = "jobs done";
    /** Enough to keep the peers busy, and few enough for them to be worked off in the end. */
    private static final int IN_FLIGHT_THERE = 2_000;

    private static final int PIPELINED = 0;
    private static final int FORKS = 3;

    /** One thread enqueues, without waiting for each job. */
    static ThroughputScenario pipelined(Peer peer, Sync sync, double timesAtLeast) {
        return new ThroughputScenario(
                peer,
                sync,
                PIPELINED,
                List.of(
                        Metric.rate(ASYNC).atLeastTimes(timesAtLeast),
                        Metric.rate(BULK).atLeastTimes(timesAtLeast)));
    }

    /** The same, where Litestack has a figure to reach by itself as well. */
    static ThroughputScenario pipelined(Peer peer, Sync sync, double timesAtLeast, double perSecondAtLeast) {
        ThroughputScenario row = pipelined(peer, sync, timesAtLeast);
        return new ThroughputScenario(
                peer,
                sync,
                PIPELINED,
                row.metrics().stream().map(it -> it.atLeast(perSecondAtLeast)).toList());
    }

    /** Each thread waits for each of its jobs to be stored before it enqueues the next. */
    static ThroughputScenario waiting(Peer peer, Sync sync, int threads, double perSecondAtLeast) {
        return new ThroughputScenario(
                peer, sync, threads, List.of(Metric.rate(ONE_BY_ONE).atLeast(perSecondAtLeast)));
    }

    @Override
    public Spec spec() {
        return Spec.of(name(), title(), peer.title(), metrics.toArray(Metric[]::new))
                .inForksAtMost(FORKS)
                .warmedUpFor(JobScenarios.WARM_UP);
    }

    private String name() {
        String level = sync.name().toLowerCase(Locale.ROOT);
        return "jobs-" + (threads == PIPELINED ? "" : threads + "-") + level + peer.suffix();
    }

    private String title() {
        if (threads == PIPELINED) {
            return String.format(
                    Locale.ROOT,
                    "no-op jobs from enqueueing to done, at most %,d in flight (there: %,d), %s",
                    JobLoad.IN_FLIGHT,
                    IN_FLIGHT_THERE,
                    sync);
        }
        return "no-op jobs from enqueueing to done, each enqueueing waited for, " + threads
                + (threads == 1 ? " thread, " : " threads, ") + sync;
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        Runs runs = new Runs();
        boolean isOurs = side == Side.LITESTACK;
        try (NumberedJobs jobs =
                isOurs ? LitestackJobs.start(trial.folder(), sync, runs) : peer.start(trial.folder(), sync, runs)) {
            JobLoad load = new JobLoad(trial, jobs, runs, 0);
            int inFlight = isOurs ? JobLoad.IN_FLIGHT : IN_FLIGHT_THERE;
            if (threads > PIPELINED) {
                trial.record(ONE_BY_ONE, load.perSecond(EnqueueWay.ONE_BY_ONE, threads, inFlight));
            } else {
                // the peers have one quick way to enqueue, which both of ours are compared with
                load.warmUp(isOurs ? EnqueueWay.ASYNC : EnqueueWay.BULK, inFlight);
                double bulk = load.perSecond(EnqueueWay.BULK, 1, inFlight);
                trial.record(BULK, bulk);
                trial.record(ASYNC, isOurs ? load.perSecond(EnqueueWay.ASYNC, 1, inFlight) : bulk);
            }
            load.finish();
        }
    }
}
