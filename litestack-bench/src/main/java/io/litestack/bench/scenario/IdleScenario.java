package io.litestack.bench.scenario;

import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.harness.Usage;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import java.time.Duration;

/** Nothing happens: one process has a store open, another one listens to it. */
final class IdleScenario implements Scenario {
    private static final String OPEN = "processor time of the process with the store open";
    private static final String LISTENING = "processor time of the process that listens";
    private static final double MOST_EXTRA_MILLIS = 50;

    @Override
    public Spec spec() {
        return Spec.of(
                        "idle",
                        "nothing happens for a window of 10 s",
                        "an idle JVM",
                        Metric.cost(OPEN, "ms").atMostMore(MOST_EXTRA_MILLIS),
                        Metric.cost(LISTENING, "ms").atMostMore(MOST_EXTRA_MILLIS))
                .inForksAtMost(1);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        if (side == Side.LITESTACK) {
            try (Store store = JobTable.openStore(trial.folder(), Sync.NORMAL)) {
                store.useWrite(JobTable::insert);
                CompanionProcess listener = trial.start(TopicListener.class);
                Usage.settle(trial.timing());
                Duration before = listener.cpu();
                trial.record(OPEN, Usage.idleMillis(trial.timing()));
                trial.record(LISTENING, listener.cpu().minus(before).toNanos() / 1e6);
            }
        } else {
            Usage.settle(trial.timing());
            double millis = Usage.idleMillis(trial.timing());
            trial.record(OPEN, millis);
            trial.record(LISTENING, millis);
        }
    }
}
