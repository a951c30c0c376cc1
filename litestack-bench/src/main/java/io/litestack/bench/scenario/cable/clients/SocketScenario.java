package io.litestack.bench.scenario.cable.clients;

import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import java.util.Map;

/** From the instant at which one client of many is due to send a message to when all of them have it. */
public final class SocketScenario implements Scenario {
    /** What it is compared with. */
    public static final String RIVAL = "a loop over all WebSockets of Jetty";

    private static final Metric P50 = Metric.cost(Arrivals.P50, "ms");
    private static final Metric P99 = Metric.cost(Arrivals.P99, "ms").atMostTimes(2);
    private static final int CLIENTS = 1_000;

    @Override
    public Spec spec() {
        return Spec.of(
                        "cable-websocket",
                        "1,000 clients of Action Cable, from one of them to all, 20 messages/s, Jetty, NORMAL",
                        RIVAL,
                        P50,
                        P99)
                .warmedUpFor(Clients.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        int clients = Clients.scaled(trial, CLIENTS);
        try (SocketServer server = SocketServer.start(side, trial.folder())) {
            CompanionProcess crowd = trial.start(
                    SocketClients.class,
                    clients,
                    server.port(),
                    trial.timing().warmup(),
                    trial.timing().window());
            Map<String, Double> figures = crowd.stop();
            trial.tally().add(figures.getOrDefault(SocketClients.SENT, 0.0).longValue(), 0);
            trial.checkRows(figures.getOrDefault(Arrivals.COMPLETE, 0.0).longValue());
            trial.record(P50.name(), figures.getOrDefault(P50.name(), Double.NaN));
            trial.record(P99.name(), figures.getOrDefault(P99.name(), Double.NaN));
        }
    }
}
