package io.litestack.bench.scenario.cable.clients;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.harness.Usage;

/** Many clients of server-sent events that get nothing but heartbeats. */
public final class IdleStreamScenario implements Scenario {
    private static final Metric ADDED =
            Metric.cost("memory that they add", "MB").atMost(200);
    private static final Metric RESIDENT = Metric.cost("memory of the server", "MB");
    private static final Metric HEAP = Metric.cost("heap that they take", "MB");
    private static final Metric CPU = Metric.cost("processor time of the server", "ms");
    private static final int CLIENTS = 10_000;
    private static final String LITTLE_HEAP = "96m";

    @Override
    public Spec spec() {
        return Spec.alone(
                        "cable-sse-idle",
                        "10,000 clients of server-sent events that get nothing for a window, Jetty, a heap of 96 MB",
                        ADDED,
                        RESIDENT,
                        HEAP,
                        CPU)
                .inForksAtMost(1)
                .withHeap(LITTLE_HEAP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        int clients = Clients.scaled(trial, CLIENTS);
        try (StreamServer server = StreamServer.start(trial.folder())) {
            double before = Memory.liveHeap();
            double residentBefore = Memory.resident();
            trial.start(StreamClients.class, server.address(clients).toArray());
            trial.record(CPU.name(), Usage.idleMillis(trial.timing()));
            if (server.connections() != clients) {
                throw new IllegalStateException(server.connections() + " of " + clients + " clients are left");
            }
            double resident = Memory.resident();
            trial.record(ADDED.name(), Math.max(0, resident - residentBefore));
            trial.record(RESIDENT.name(), resident);
            trial.record(HEAP.name(), Memory.liveHeap() - before);
        }
    }
}
