package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.cable.Cable;
import io.litestack.cable.Channels;
import io.litestack.cable.Message;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Position;
import io.litestack.cable.Publication;
import io.litestack.cable.SubscribeOptions;
import io.litestack.cable.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Publishing and subscribing beside a million messages of ten thousand channels; against an empty log. */
final class KeptScenario implements Scenario {
    private static final Metric PUBLISH = Metric.cost("p99 of a publish", "µs").atMostTimes(1.2);
    private static final Metric SUBSCRIBE =
            Metric.cost("p99 until a subscription is live", "µs").atMostTimes(1.2);
    private static final int CHANNELS = 10_000;
    private static final int MESSAGES = 1_000_000;
    private static final int AT_ONCE = 10_000;
    private static final int PUBLISHES_PER_SECOND = 500;
    private static final int SUBSCRIBES_PER_SECOND = 200;
    private static final long PLENTY = 4L << 30;

    @Override
    public Spec spec() {
        return Spec.of(
                        "cable-kept",
                        "publishing (500/s) and subscribing (200/s) beside 1,000,000 kept messages of 10,000 channels, NORMAL",
                        "an empty log",
                        PUBLISH,
                        SUBSCRIBE)
                .warmedUpFor(CableScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (Cable cable = LitestackBus.openCable(
                trial.folder(), it -> it.maxLogBytes(PLENTY).maxConsumerLogBytes(PLENTY))) {
            byte[] message = Stamp.of(Stamp.UNCOUNTED);
            if (side == Side.LITESTACK) {
                fill(cable, message, CableScenarios.scaled(trial, MESSAGES));
            }
            trial.warmUp(() -> cable.publish(anyChannel(), message));
            trial.record(
                    PUBLISH.name(),
                    trial.load()
                                    .paced(1, PUBLISHES_PER_SECOND, () -> cable.publish(anyChannel(), message))
                                    .millis(99)
                            * 1e3);
            trial.warmUp(() -> subscribe(cable));
            trial.record(
                    SUBSCRIBE.name(),
                    trial.load()
                                    .paced(1, SUBSCRIBES_PER_SECOND, () -> subscribe(cable))
                                    .millis(99)
                            * 1e3);
        }
    }

    private static void fill(Cable cable, byte[] message, int messages) throws InterruptedException {
        for (int i = 0; i < messages; i += AT_ONCE) {
            List<Publication> piece = new ArrayList<>(AT_ONCE);
            for (int j = 0; j < AT_ONCE; j++) {
                piece.add(new Publication(channel((i + j) % CHANNELS), message));
            }
            cable.publishAll(piece);
        }
        // it counts them in the background
        long head = cable.position().id();
        while (cable.stats().logMessages() < head) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static String channel(int number) {
        return "list." + number;
    }

    private static String anyChannel() {
        return channel(ThreadLocalRandom.current().nextInt(CHANNELS));
    }

    private static void subscribe(Cable cable) throws InterruptedException {
        CountDownLatch live = new CountDownLatch(1);
        MessageHandler handler = new MessageHandler() {
            @Override
            public void onMessage(Message message) {}

            @Override
            public void onLive(Position position) {
                live.countDown();
            }
        };
        try (Subscription subscription =
                cable.subscribe(Channels.of(anyChannel()), SubscribeOptions.standard(), handler)) {
            CableScenarios.check(live.await(10, TimeUnit.SECONDS), subscription + " is not live");
        }
    }
}
