package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.harness.Usage;
import io.litestack.core.Sync;

/** Subscribers that have got messages, and get none now. */
final class IdleSubscribersScenario implements Scenario {
    private static final Metric TIME =
            Metric.cost("processor time of the process", "ms").atMostMore(50);
    private static final int SUBSCRIBERS = 1_000;
    private static final int MESSAGES = 100;

    @Override
    public Spec spec() {
        return Spec.of("cable-idle", "1,000 subscribers get nothing for a window of 10 s, NORMAL", "an idle JVM", TIME)
                .inForksAtMost(1);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        if (side == Side.LITESTACK) {
            try (LitestackBus bus = LitestackBus.open(trial.folder(), Sync.NORMAL)) {
                Deliveries[] handlers = new Deliveries[SUBSCRIBERS];
                for (int i = 0; i < SUBSCRIBERS; i++) {
                    handlers[i] = new Deliveries();
                    bus.subscribe(handlers[i]);
                }
                for (int i = 0; i < MESSAGES; i++) {
                    bus.publish(Stamp.of(Stamp.UNCOUNTED));
                }
                for (Deliveries handler : handlers) {
                    handler.await(MESSAGES);
                }
                idle(trial);
            }
        } else {
            idle(trial);
        }
    }

    private static void idle(Trial trial) throws InterruptedException {
        Usage.settle(trial.timing());
        trial.record(TIME.name(), Usage.idleMillis(trial.timing()));
    }
}
