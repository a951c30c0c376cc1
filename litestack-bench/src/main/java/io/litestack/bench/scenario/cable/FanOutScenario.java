package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Sync;
import java.util.Locale;
import java.util.stream.Stream;

/** One thread publishes without waiting as fast as it goes; many handlers of the same process get everything. */
record FanOutScenario(int subscribers) implements Scenario {
    private static final Metric DELIVERIES = Metric.rate("messages handled").atLeast(3_000_000);
    private static final Metric MESSAGES = Metric.rate("messages published");

    /** As many may be on their way to a subscriber: fewer than its mailbox holds if they are many. */
    private static final long MOST_UNDER_WAY = 10_000;

    private static final long MOST_OF_MANY_UNDER_WAY = 200;
    private static final int MANY = 100;

    @Override
    public Spec spec() {
        String name = String.format(Locale.ROOT, "%,d handlers", subscribers);
        return Spec.alone(
                        "cable-fan-out-" + subscribers,
                        "one thread publishes without waiting, " + name + " in the same process, NORMAL",
                        DELIVERIES,
                        MESSAGES)
                .warmedUpFor(CableScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        Deliveries[] handlers =
                Stream.generate(Deliveries::new).limit(subscribers).toArray(Deliveries[]::new);
        try (LitestackBus bus = LitestackBus.open(trial.folder(), Sync.NORMAL)) {
            for (Deliveries handler : handlers) {
                // what is shared is not copied
                bus.cable().subscribe(LitestackBus.CHANNEL, message -> handler.add(message.sizeBytes()));
            }
            long most = subscribers >= MANY ? MOST_OF_MANY_UNDER_WAY : MOST_UNDER_WAY;
            Flood flood = new Flood(bus, () -> sum(handlers) / subscribers, most);
            flood.run(trial.timing().warmup());
            long before = sum(handlers);
            long start = System.nanoTime();
            flood.run(trial.timing().window());
            double seconds = (System.nanoTime() - start) / 1e9;
            long delivered = sum(handlers) - before;
            trial.record(DELIVERIES.name(), delivered / seconds);
            trial.record(MESSAGES.name(), delivered / seconds / subscribers);
            for (Deliveries handler : handlers) {
                handler.await(flood.published());
            }
        }
    }

    private static long sum(Deliveries[] handlers) {
        return Stream.of(handlers).mapToLong(Deliveries::count).sum();
    }
}
