package io.litestack.bench.scenario.todo;

import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Sync;
import java.util.Locale;

/** Visitors of the to-do list, who look and write; the site is another process on the same processors. */
record TodoScenario(Sync sync) implements Scenario {
    private static final int VISITORS = 16;
    private static final int PER_SECOND = 2_000;
    private static final int FORKS = 3;
    private static final Metric THROUGHPUT = Metric.rate("throughput").atLeastTimes(2);
    private static final Metric WORST_AT_FULL_SPEED = Metric.cost("longest wait at full speed", "ms");
    /** Visitors wait for their page before they click again, so this is theirs as well. */
    private static final Metric P99_AT_FULL_SPEED =
            Metric.cost("p99 wait at full speed", "ms").atMostTimes(1 / 3.0);

    private static final Metric P50 = Metric.cost(paced("p50"), "ms");
    private static final Metric P99 = Metric.cost(paced("p99"), "ms").atMostTimes(1 / 3.0);
    private static final Metric WORST = Metric.cost(paced("longest"), "ms");

    private static String paced(String figure) {
        return String.format(Locale.ROOT, "%s wait at %,d/s", figure, PER_SECOND);
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        "todo-" + sync.name().toLowerCase(Locale.ROOT),
                        "pages (70 %) and forms (30 %) of the to-do list, " + VISITORS + " connections, " + sync,
                        HikariRival.NAME,
                        THROUGHPUT,
                        P99_AT_FULL_SPEED,
                        WORST_AT_FULL_SPEED,
                        P50,
                        P99,
                        WORST)
                .inForksAtMost(FORKS);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        CompanionProcess site = trial.start(TodoSite.class, side, sync);
        try (TodoVisitors visitors = new TodoVisitors(VISITORS, TodoSite.port(trial.folder()))) {
            // a web server takes long to come to its speed
            trial.load(trial.timing().times(2)).atFullSpeed(VISITORS, visitors::act);
            Load.Figures fast = trial.load().atFullSpeed(VISITORS, visitors::act);
            trial.record(THROUGHPUT.name(), fast.perSecond());
            trial.record(P99_AT_FULL_SPEED.name(), fast.millis(99));
            trial.record(WORST_AT_FULL_SPEED.name(), fast.worstMillis());
            Load.Figures paced = trial.load().paced(VISITORS, PER_SECOND, visitors::act);
            trial.record(P50.name(), paced.millis(50));
            trial.record(P99.name(), paced.millis(99));
            trial.record(WORST.name(), paced.worstMillis());
            visitors.look();
        }
        site.stop();
    }
}
