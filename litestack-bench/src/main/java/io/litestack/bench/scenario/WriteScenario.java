package io.litestack.bench.scenario;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Sync;
import java.util.Locale;

/** One-row write transactions: closures on one side, borrowed connections on the other. */
record WriteScenario(Sync sync, int threads, double pacedPerSecond, Metric throughput, double worstAtMostTimes)
        implements Scenario {
    private static final String WORST_AT_FULL_SPEED = "longest wait at full speed";

    /** Many threads, where waiting matters as well. */
    static WriteScenario contended(Sync sync, int threads, double pacedPerSecond, double atLeast, double worstAtMost) {
        return new WriteScenario(
                sync, threads, pacedPerSecond, Metric.rate("throughput").atLeastTimes(atLeast), worstAtMost);
    }

    /** One thread, which never waits. */
    static WriteScenario alone(Sync sync, double atLeast) {
        return new WriteScenario(sync, 1, 0, Metric.rate("throughput").atLeastTimes(atLeast), 0);
    }

    @Override
    public Spec spec() {
        String name = "write-" + threads + "-" + sync.name().toLowerCase(Locale.ROOT);
        String title = "one-row write transactions, " + threads + (threads == 1 ? " thread, " : " threads, ") + sync;
        Spec spec = threads == 1
                ? Spec.of(name, title, HikariRival.NAME, throughput)
                : Spec.of(
                        name,
                        title,
                        HikariRival.NAME,
                        throughput,
                        Metric.cost(WORST_AT_FULL_SPEED, "ms").atMostTimes(worstAtMostTimes),
                        Metric.cost(paced("p50"), "ms"),
                        Metric.cost(paced("p99"), "ms"),
                        Metric.cost(paced("longest"), "ms").atMostTimes(worstAtMostTimes));
        return sync == Sync.NORMAL ? spec.alsoInMemory() : spec;
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (JobFile file = JobFile.open(side, trial.folder(), sync)) {
            measure(trial, file::insert);
            trial.checkRows(file.count());
        }
    }

    private void measure(Trial trial, Load.Operation write) {
        Load.Figures fast = trial.load().atFullSpeed(threads, write);
        trial.record(throughput.name(), fast.perSecond());
        if (threads > 1) {
            trial.record(WORST_AT_FULL_SPEED, fast.worstMillis());
            Load.Figures paced = trial.load().paced(threads, pacedPerSecond, write);
            trial.record(paced("p50"), paced.millis(50));
            trial.record(paced("p99"), paced.millis(99));
            trial.record(paced("longest"), paced.worstMillis());
        }
    }

    private String paced(String figure) {
        return String.format(Locale.ROOT, "%s wait at %,.0f/s", figure, pacedPerSecond);
    }
}
