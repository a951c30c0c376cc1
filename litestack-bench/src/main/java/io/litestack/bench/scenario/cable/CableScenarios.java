package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.scenario.cable.Broker.Client;
import io.litestack.bench.scenario.cable.clients.IdleStreamScenario;
import io.litestack.bench.scenario.cable.clients.SocketScenario;
import io.litestack.bench.scenario.cable.clients.StreamScenario;
import java.util.List;
import java.util.Map;

/** The rows about messages, in the order of the report, and what they have in common. */
public final class CableScenarios {
    /** From a publish to a handler it is a long way through the code: it takes a while until all of it is compiled. */
    static final double WARM_UP = 0.6;

    /** Of those rows in which it takes longest until all of it is compiled. */
    static final double LONG_WARM_UP = 1.5;

    /** All of them. */
    public static final List<Scenario> ALL = List.of(
            LatencyScenario.normal(Client.JEDIS),
            LatencyScenario.normal(Client.LETTUCE),
            LatencyScenario.full(Client.JEDIS),
            new RemoteLatencyScenario(Client.JEDIS),
            new RemoteLatencyScenario(Client.LETTUCE),
            new SustainedScenario(Client.JEDIS),
            new SustainedScenario(Client.LETTUCE),
            new PublishScenario(Client.JEDIS),
            new PublishScenario(Client.LETTUCE),
            new FanOutScenario(10),
            new FanOutScenario(1_000),
            new ReplayScenario(),
            new TransactionScenario(),
            new StreamScenario(),
            new IdleStreamScenario(),
            new SocketScenario(),
            new KeptScenario(),
            new IdleSubscribersScenario());

    private CableScenarios() {}

    /** How the other sides are set up, by their names. */
    public static Map<String, String> settings() {
        return Map.of(Client.LETTUCE.title(), Broker.SETTINGS);
    }

    /** What a row's name ends with. */
    static String suffix(Client rival) {
        return rival == Client.LETTUCE ? "-lettuce" : "";
    }

    /** How many of so many: all of them in windows of a second and more, fewer in shorter ones. */
    static int scaled(Trial trial, int number) {
        return (int) Math.ceil(number * Math.min(1, trial.timing().seconds()));
    }

    static void check(boolean isTrue, String problem) {
        if (!isTrue) {
            throw new IllegalStateException(problem);
        }
    }

    /** Publishes stamped messages at a pace, once everything is warm, and then the last one. */
    static void publishPaced(Trial trial, Bus bus, int perSecond) throws Exception {
        publishPaced(trial, due -> bus.publish(Stamp.of(due)), perSecond);
    }

    /** The same by another way of publishing. */
    static void publishPaced(Trial trial, Load.PacedOperation publish, int perSecond) throws Exception {
        trial.warmUp(() -> publish.run(Stamp.UNCOUNTED));
        long counted = System.nanoTime() + trial.timing().warmup().toNanos();
        trial.load().paced(1, perSecond, due -> publish.run(due - counted < 0 ? Stamp.UNCOUNTED : due));
        publish.run(Stamp.END);
    }
}
