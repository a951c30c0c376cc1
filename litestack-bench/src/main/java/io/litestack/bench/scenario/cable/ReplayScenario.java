package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.cable.Cable;
import io.litestack.cable.Channels;
import io.litestack.cable.Publication;
import io.litestack.cable.SubscribeOptions;
import io.litestack.cable.Subscription;
import java.time.Duration;
import java.util.Collections;

/** A subscriber begins with the oldest of many messages, again and again. */
final class ReplayScenario implements Scenario {
    private static final Metric RATE = Metric.rate("messages replayed").atLeast(500_000);
    private static final int MESSAGES = 100_000;
    private static final int AT_ONCE = 1_000;

    @Override
    public Spec spec() {
        return Spec.alone("cable-replay", "100,000 kept messages of a channel to a new subscriber", RATE)
                .warmedUpFor(CableScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        int messages = CableScenarios.scaled(trial, MESSAGES);
        try (Cable cable = LitestackBus.openCable(trial.folder(), it -> it)) {
            Publication message = new Publication(LitestackBus.CHANNEL, Stamp.of(Stamp.UNCOUNTED));
            for (int i = 0; i < messages; i += AT_ONCE) {
                cable.publishAll(Collections.nCopies(AT_ONCE, message));
            }
            int kept = Math.toIntExact(cable.position().id());
            replay(cable, kept, trial.timing().warmup());
            trial.record(RATE.name(), replay(cable, kept, trial.timing().window()));
        }
    }

    private static double replay(Cable cable, int messages, Duration time) throws InterruptedException {
        long start = System.nanoTime();
        long replayed = 0;
        do {
            Deliveries deliveries = new Deliveries();
            SubscribeOptions oldest = SubscribeOptions.standard().withFromOldest();
            try (Subscription subscription =
                    cable.subscribe(Channels.of(LitestackBus.CHANNEL), oldest, it -> deliveries.add(it.sizeBytes()))) {
                deliveries.await(messages);
                CableScenarios.check(!subscription.isClosed(), "the subscription has ended");
            }
            replayed += messages;
        } while (System.nanoTime() - start < time.toNanos());
        return replayed * 1e9 / (System.nanoTime() - start);
    }
}
