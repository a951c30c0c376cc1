package io.litestack.bench.scenario.cable.clients;

import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.harness.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Many clients of server-sent events on one channel: from the instant at which a message is due to the last of them. In windows
 * of five minutes its figures of memory say whether that stays the same.
 */
public final class StreamScenario implements Scenario {
    private static final Metric P50 = Metric.cost(Arrivals.P50, "ms");
    private static final Metric P99 = Metric.cost(Arrivals.P99, "ms").atMost(50);
    private static final Metric CPU = Metric.cost("processor time of the server", "% of one");
    private static final Metric HEAP = Metric.cost("heap in use at the end", "MB");
    private static final Metric GROWTH =
            Metric.cost("more than at the beginning", "MB").atMost(20);
    private static final int CLIENTS = 1_000;
    private static final int PER_SECOND = 100;

    @Override
    public Spec spec() {
        return Spec.alone(
                        "cable-sse",
                        "1,000 clients of server-sent events on one channel, 100 messages/s, Jetty, NORMAL",
                        P50,
                        P99,
                        CPU,
                        HEAP,
                        GROWTH)
                .warmedUpFor(Clients.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        int clients = Clients.scaled(trial, CLIENTS);
        try (StreamServer server = StreamServer.start(trial.folder())) {
            List<Object> arguments = new ArrayList<>(server.address(clients));
            arguments.add("until the end");
            CompanionProcess crowd = trial.start(StreamClients.class, arguments.toArray());
            Numbers numbers = new Numbers();
            trial.load(new Timing(Duration.ZERO, trial.timing().warmup()))
                    .paced(1, PER_SECOND, due -> server.publish(numbers.next(Mark.UNCOUNTED)));
            double before = Memory.liveHeap();
            double cpu = Usage.processorMillis();
            trial.load(new Timing(Duration.ZERO, trial.timing().window()))
                    .paced(1, PER_SECOND, due -> server.publish(numbers.next(due)));
            trial.tally().done();
            server.publish(numbers.next(Mark.END));
            Map<String, Double> figures = crowd.stop();
            cpu = Usage.processorMillis() - cpu;
            double after = Memory.liveHeap();
            trial.checkRows(figures.getOrDefault(Arrivals.COMPLETE, 0.0).longValue());
            trial.record(P50.name(), figures.getOrDefault(P50.name(), Double.NaN));
            trial.record(P99.name(), figures.getOrDefault(P99.name(), Double.NaN));
            trial.record(CPU.name(), cpu / trial.timing().seconds() / 10);
            trial.record(HEAP.name(), after);
            trial.record(GROWTH.name(), Math.max(0, after - before));
        }
    }
}
