package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Companion;
import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.scenario.cable.Broker.Client;
import io.litestack.core.Sync;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * From the instant at which a message is due to be published to the first line of a handler in another process. Both read the
 * same monotonic clock, as processes of one machine do on Linux.
 */
record RemoteLatencyScenario(Client rival) implements Scenario {
    private static final Metric P50 = Metric.cost(LatencyScenario.P50, "µs").atMostTimes(1.5);
    private static final Metric P99 = Metric.cost(LatencyScenario.P99, "µs").atMostTimes(5);
    private static final String MESSAGES = "messages";
    private static final int PER_SECOND = 1_000;

    @Override
    public Spec spec() {
        return Spec.of(
                        "cable-remote" + CableScenarios.suffix(rival),
                        "from a due publish to the handler in another process, 1,000/s, NORMAL",
                        rival.title(),
                        P50,
                        P99)
                .warmedUpFor(CableScenarios.LONG_WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (Broker broker = Broker.start(side, rival, trial.folder(), Sync.NORMAL);
                Bus bus = broker.connect()) {
            CompanionProcess subscriber = trial.start(Subscriber.class, broker.client(), broker.port());
            CableScenarios.publishPaced(trial, bus, PER_SECOND);
            Map<String, Double> figures = subscriber.stop();
            trial.checkRows(figures.getOrDefault(MESSAGES, 0.0).longValue());
            trial.record(P50.name(), figures.getOrDefault(P50.name(), Double.NaN));
            trial.record(P99.name(), figures.getOrDefault(P99.name(), Double.NaN));
        }
    }

    /** The process that subscribes. */
    static final class Subscriber implements Companion {
        @Override
        public Map<String, Double> run(Control control, Path folder, List<String> arguments) throws Exception {
            Deliveries deliveries = new Deliveries();
            int port = Integer.parseInt(arguments.get(1));
            try (Bus bus = Client.valueOf(arguments.get(0)).connect(folder, Sync.NORMAL, port)) {
                bus.subscribe(deliveries);
                control.ready();
                deliveries.awaitEnd();
                control.awaitStop();
            }
            return Map.of(
                    MESSAGES,
                    (double) deliveries.count(),
                    P50.name(),
                    deliveries.micros(50),
                    P99.name(),
                    deliveries.micros(99));
        }
    }
}
