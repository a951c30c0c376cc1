package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.scenario.cable.Broker.Client;
import io.litestack.core.Sync;

/** One thread publishes without waiting as fast as it goes; one handler of the same process gets everything. */
record SustainedScenario(Client rival) implements Scenario {
    private static final Metric RATE =
            Metric.rate("messages handled").atLeastTimes(3).atLeast(100_000);

    /** As many may be on their way. */
    private static final long MOST_UNDER_WAY = 10_000;

    @Override
    public Spec spec() {
        return Spec.of(
                        "cable-async" + CableScenarios.suffix(rival),
                        "one thread publishes without waiting, one handler in the same process, NORMAL",
                        rival.title(),
                        RATE)
                .warmedUpFor(CableScenarios.LONG_WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        Deliveries deliveries = new Deliveries();
        try (Broker broker = Broker.start(side, rival, trial.folder(), Sync.NORMAL);
                Bus bus = broker.connect()) {
            bus.subscribe(deliveries);
            Flood flood = new Flood(bus, deliveries::count, MOST_UNDER_WAY);
            flood.run(trial.timing().warmup());
            long before = deliveries.count();
            long start = System.nanoTime();
            flood.run(trial.timing().window());
            double rate = (deliveries.count() - before) * 1e9 / (System.nanoTime() - start);
            trial.record(RATE.name(), rate);
            deliveries.await(flood.published());
            trial.tally().add(flood.published(), 0);
            bus.publish(Stamp.of(Stamp.END));
            deliveries.awaitEnd();
            trial.checkRows(deliveries.count());
        }
    }
}
