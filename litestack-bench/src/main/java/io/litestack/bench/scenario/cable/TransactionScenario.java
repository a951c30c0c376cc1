package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.cable.Cable;
import io.litestack.core.Store;
import io.litestack.core.Sync;

/** From the instant at which a transaction of another file is due, which publishes a message, to its handler. */
final class TransactionScenario implements Scenario {
    private static final Metric P50 = Metric.cost(LatencyScenario.P50, "µs").atMostTimes(3);
    private static final Metric P99 = Metric.cost(LatencyScenario.P99, "µs");
    private static final int PER_SECOND = 500;

    @Override
    public Spec spec() {
        return Spec.of(
                        "cable-transaction",
                        "from a due transaction of another file that publishes to the handler, 500/s, NORMAL",
                        "a plain publish",
                        P50,
                        P99)
                .warmedUpFor(CableScenarios.LONG_WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        Deliveries deliveries = new Deliveries();
        try (Store store = Store.open(trial.folder().resolve("app.db"));
                LitestackBus bus = LitestackBus.open(trial.folder(), Sync.NORMAL)) {
            bus.subscribe(deliveries);
            Load.PacedOperation publish = side == Side.RIVAL
                    ? due -> bus.publish(Stamp.of(due))
                    : due -> publishInTransaction(store, bus.cable(), Stamp.of(due));
            CableScenarios.publishPaced(trial, publish, PER_SECOND);
            deliveries.awaitEnd();
            trial.checkRows(deliveries.count());
        }
        trial.record(P50.name(), deliveries.micros(50));
        trial.record(P99.name(), deliveries.micros(99));
    }

    private static void publishInTransaction(Store store, Cable cable, byte[] message) {
        store.useWrite(tx -> cable.publish(tx, LitestackBus.CHANNEL, message));
    }
}
