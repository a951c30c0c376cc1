package io.litestack.bench.scenario;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Sync;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** One-row writes: closures on one side, transactions on borrowed connections on the other; or single statements. */
record WriteScenario(Way way, Sync sync, int threads, double pacedPerSecond, Metric throughput, double worstAtMostTimes)
        implements Scenario {
    /** How a row is written. */
    private enum Way {
        CLOSURE("write", "one-row write transactions") {
            @Override
            void insert(JobFile file) throws SQLException {
                file.insert();
            }
        },
        STATEMENT("statement", "one-row single statements (there: autocommit)") {
            @Override
            void insert(JobFile file) throws SQLException {
                file.insertAlone();
            }
        };

        private final String word;
        private final String title;

        Way(String word, String title) {
            this.word = word;
            this.title = title;
        }

        abstract void insert(JobFile file) throws SQLException;
    }

    private static final String WORST_AT_FULL_SPEED = "longest wait at full speed";
    private static final Metric THROUGHPUT = Metric.rate("throughput");
    private static final int STATEMENT_FORKS = 3;

    /** Many threads, where waiting matters as well. */
    static WriteScenario contended(Sync sync, int threads, double pacedPerSecond, double atLeast, double worstAtMost) {
        return new WriteScenario(
                Way.CLOSURE, sync, threads, pacedPerSecond, THROUGHPUT.atLeastTimes(atLeast), worstAtMost);
    }

    /** One thread, which never waits. */
    static WriteScenario alone(Sync sync, double atLeast) {
        return new WriteScenario(Way.CLOSURE, sync, 1, 0, THROUGHPUT.atLeastTimes(atLeast), 0);
    }

    /** The quickest way to write one row, on either side; for orientation. */
    static WriteScenario statements(int threads) {
        return new WriteScenario(Way.STATEMENT, Sync.NORMAL, threads, 0, THROUGHPUT, 0);
    }

    @Override
    public Spec spec() {
        String name = way.word + "-" + threads + "-" + sync.name().toLowerCase(Locale.ROOT);
        String title = way.title + ", " + threads + (threads == 1 ? " thread, " : " threads, ") + sync;
        Spec spec = Spec.of(name, title, HikariRival.NAME, metrics().toArray(Metric[]::new));
        if (way == Way.STATEMENT) {
            return spec.inForksAtMost(STATEMENT_FORKS);
        }
        return sync == Sync.NORMAL ? spec.alsoInMemory() : spec;
    }

    private List<Metric> metrics() {
        if (pacedPerSecond == 0) {
            return List.of(throughput);
        }
        return List.of(
                throughput,
                Metric.cost(WORST_AT_FULL_SPEED, "ms").atMostTimes(worstAtMostTimes),
                Metric.cost(paced("p50"), "ms"),
                Metric.cost(paced("p99"), "ms"),
                Metric.cost(paced("longest"), "ms").atMostTimes(worstAtMostTimes));
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (JobFile file = JobFile.open(side, trial.folder(), sync)) {
            measure(trial, () -> way.insert(file));
            trial.checkRows(file.count());
        }
    }

    private void measure(Trial trial, Load.Operation write) {
        Load.Figures fast = trial.load().atFullSpeed(threads, write);
        trial.record(throughput.name(), fast.perSecond());
        if (pacedPerSecond > 0) {
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
