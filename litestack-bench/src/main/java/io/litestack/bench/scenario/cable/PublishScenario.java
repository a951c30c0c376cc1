package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.scenario.cable.Broker.Client;
import io.litestack.core.Sync;

/** Sixteen threads, each of which waits for each of its messages; one handler of the same process gets them. */
record PublishScenario(Client rival) implements Scenario {
    private static final Metric RATE = Metric.rate("messages published").atLeastTimes(1);
    private static final int THREADS = 16;

    @Override
    public Spec spec() {
        return Spec.of(
                        "cable-publish-16" + CableScenarios.suffix(rival),
                        "16 threads publish, each waits for each of its messages, NORMAL",
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
            byte[] message = Stamp.of(Stamp.UNCOUNTED);
            trial.record(
                    RATE.name(),
                    trial.load()
                            .atFullSpeed(THREADS, () -> bus.publish(message))
                            .perSecond());
            bus.publish(Stamp.of(Stamp.END));
            deliveries.awaitEnd();
            // the last one may overtake those of other connections to Redis
            deliveries.await(trial.tally().successes());
            trial.checkRows(deliveries.count());
        }
    }
}
