package io.litestack.bench.scenario;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.StoreInternals;

/** What three other processes cost a writer whose every commit concerns them, though they do nothing about it. */
final class ListenersScenario implements Scenario {
    private static final String RATE = "throughput of the writer";
    private static final int LISTENERS = 3;

    @Override
    public Spec spec() {
        return Spec.of(
                "listeners",
                "one thread's commits, each a signal to three idle listening processes, NORMAL",
                "the same without them",
                Metric.rate(RATE).atLeastTimes(0.9));
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (Store store = JobTable.openStore(trial.folder(), Sync.NORMAL)) {
            for (int i = 0; side == Side.LITESTACK && i < LISTENERS; i++) {
                trial.start(TopicListener.class);
            }
            Commands commands = StoreInternals.of(store).commands();
            Command<Boolean> insert = JobTable.insertCommand(TopicListener.TOPIC);
            trial.record(
                    RATE,
                    trial.load()
                            .atFullSpeed(1, () -> commands.execute(insert, Ack.COMMITTED))
                            .perSecond());
            trial.checkRows(JobTable.count(store));
        }
    }
}
