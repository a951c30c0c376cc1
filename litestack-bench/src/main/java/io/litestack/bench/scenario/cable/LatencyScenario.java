package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.scenario.cable.Broker.Client;
import io.litestack.core.Sync;
import java.util.List;
import java.util.Locale;

/** From the instant at which a message is due to be published to the first line of a handler in the same process. */
record LatencyScenario(Sync sync, Client rival, int perSecond, List<Metric> metrics) implements Scenario {
    static final String P50 = "p50";
    static final String P99 = "p99";

    /** By its level, with its aims. */
    static LatencyScenario normal(Client rival) {
        return new LatencyScenario(
                Sync.NORMAL,
                rival,
                1_000,
                List.of(
                        Metric.cost(P50, "µs").atMostTimes(0.8),
                        Metric.cost(P99, "µs").atMostTimes(3)));
    }

    /** Each commit is flushed, which Redis never does here: it is shown. */
    static LatencyScenario full(Client rival) {
        return new LatencyScenario(Sync.FULL, rival, 200, List.of(Metric.cost(P50, "µs"), Metric.cost(P99, "µs")));
    }

    @Override
    public Spec spec() {
        String name = "cable-handler-" + sync.name().toLowerCase(Locale.ROOT) + CableScenarios.suffix(rival);
        String title = "from a due publish to the handler in the same process, " + perSecond + "/s, " + sync;
        return Spec.of(name, title, rival.title(), metrics.toArray(Metric[]::new))
                .warmedUpFor(CableScenarios.LONG_WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        Deliveries deliveries = new Deliveries();
        try (Broker broker = Broker.start(side, rival, trial.folder(), sync);
                Bus bus = broker.connect()) {
            bus.subscribe(deliveries);
            CableScenarios.publishPaced(trial, bus, perSecond);
            deliveries.awaitEnd();
            trial.checkRows(deliveries.count());
        }
        trial.record(P50, deliveries.micros(50));
        trial.record(P99, deliveries.micros(99));
    }
}
