package io.litestack.bench.scenario;

import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.RedisServer;
import io.litestack.core.Store;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.StoreInternals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import redis.clients.jedis.Jedis;

/**
 * From the instant at which a commit or a publish is due to the instant at which another process knows of it. Both
 * processes read the same monotonic clock, as processes of one machine do on Linux.
 *
 * <p>Litestack's wake-up carries no data, so two figures are taken: when the other process is awake, which is what is
 * judged, and when it has read the row. Redis hands the message to its handler.
 */
final class WakeupScenario implements Scenario {
    static final String MESSAGES = "messages";

    private static final int[] RATES = {100, 1000};
    private static final double P50_AT_MOST = 2;
    private static final double P99_AT_MOST = 8;

    /** Sends one message: that it was due at that instant. */
    @FunctionalInterface
    private interface Sender {
        void send(String phase, long dueNanos);
    }

    /** The names of the figures of one rate; a message says by its phase to which it belongs. */
    static String awake(String percentile, String phase) {
        return percentile + " until awake, " + phase;
    }

    static String hasRead(String percentile, String phase) {
        return percentile + " until it has the message, " + phase;
    }

    private static String phase(int rate) {
        return String.format(Locale.ROOT, "%,d/s", rate);
    }

    @Override
    public Spec spec() {
        List<Metric> metrics = new ArrayList<>();
        for (int rate : RATES) {
            String phase = phase(rate);
            metrics.add(Metric.cost(awake("p50", phase), "µs").atMostTimes(P50_AT_MOST));
            metrics.add(Metric.cost(awake("p99", phase), "µs").atMostTimes(P99_AT_MOST));
            metrics.add(Metric.cost(hasRead("p50", phase), "µs"));
            metrics.add(Metric.cost(hasRead("p99", phase), "µs"));
        }
        return Spec.of(
                "wakeup",
                "from a due commit (there: publish) to another process",
                RedisServer.NAME,
                metrics.toArray(Metric[]::new));
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        if (side == Side.LITESTACK) {
            try (Store store = Store.open(JobTable.file(trial.folder()))) {
                store.execute(MessageReader.TABLE);
                Commands commands = StoreInternals.of(store).commands();
                measure(
                        trial,
                        trial.start(MessageReader.class),
                        (phase, due) -> commands.execute(MessageReader.insert(phase, due), Ack.COMMITTED));
            }
        } else {
            try (RedisServer server = RedisServer.start(trial.folder());
                    Jedis jedis = RedisServer.connect(server.port())) {
                measure(
                        trial,
                        trial.start(RedisSubscriber.class, server.port()),
                        (phase, due) -> jedis.publish(RedisSubscriber.CHANNEL, due + " " + phase));
            }
        }
    }

    private void measure(Trial trial, CompanionProcess receiver, Sender sender) {
        Load load = trial.load(trial.timing().times(1.0 / RATES.length));
        for (int rate : RATES) {
            long counted = System.nanoTime() + trial.timing().warmup().toNanos();
            load.paced(1, rate, due -> sender.send(due - counted < 0 ? "" : phase(rate), due));
        }
        Map<String, Double> figures = receiver.stop();
        figures.forEach((name, value) -> {
            if (!name.equals(MESSAGES)) {
                trial.record(name, value);
            }
        });
        trial.checkRows(figures.getOrDefault(MESSAGES, 0.0).longValue());
    }
}
