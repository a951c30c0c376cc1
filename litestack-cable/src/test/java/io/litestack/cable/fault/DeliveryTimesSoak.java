package io.litestack.cable.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Message;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * How late messages are when something stands still. Times are worth something on a quiet machine only, so a full run does not take
 * it: {@code mvn test -pl litestack-cable -Dtest=DeliveryTimesSoak}.
 */
@Timeout(300)
class DeliveryTimesSoak {
    private static final int ROUNDS = Integer.getInteger("litestack.soak", 20);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private Cable open() {
        return Cable.open(CableConfig.builder(
                        StoreConfig.builder(folder.resolve("cable.db")).build())
                .build());
    }

    /** Those that do not stand still, with how late each of their messages was. */
    private static final class Lateness {
        private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

        void take(Message message) {
            nanos.add(System.nanoTime() - Long.parseLong(message.text()));
        }

        double millis(double part) {
            List<Long> sorted = nanos.stream().sorted().toList();
            return sorted.get((int) (sorted.size() * part)) / 1e6;
        }
    }

    @Test
    void seventy_of_a_hundred_stand_still_for_ten_seconds_and_the_others_have_a_p99_of_20_ms() {
        Signal end = new Signal("those that stand still may go on");
        Lateness others = new Lateness();
        LongAdder arrived = new LongAdder();
        int messages = 2_000;
        try (Cable cable = open()) {
            // what comes first is slow since it is not compiled
            publish(cable, "warm-up", 2_000);
            for (int i = 0; i < 100; i++) {
                boolean isStalled = i % 10 < 7;
                cable.subscribe("a", message -> {
                    if (isStalled) {
                        end.awaitUninterruptibly();
                    } else {
                        others.take(message);
                    }
                    arrived.increment();
                });
            }
            publish(cable, "a", messages);
            end.give();
            Eventually.until("all have come to all", () -> arrived.sum() == 100L * messages);
        }
        System.out.printf(
                "p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                others.millis(0.5), others.millis(0.99), others.millis(0.999_999));
        assertThat(others.millis(0.99)).isLessThanOrEqualTo(20);
    }

    /** 200 a second, each with the instant at which it was published. */
    private static void publish(Cable cable, String channel, int messages) {
        long begin = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            long due = begin + TimeUnit.MILLISECONDS.toNanos(5L * i);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            cable.publish(channel, Long.toString(System.nanoTime()));
        }
    }

    @Test
    void what_nobody_was_told_of_comes_within_half_a_second() {
        Map<String, Long> arrivals = new ConcurrentHashMap<>();
        List<Double> late = new ArrayList<>();
        try (Cable cable = open();
                ForeignProcess other =
                        ForeignProcess.open(folder, cable.config().store().path())) {
            cable.subscribe("a", message -> arrivals.put(message.text(), System.nanoTime()));
            for (int i = 0; i < ROUNDS; i++) {
                String text = Integer.toString(i);
                long before = System.nanoTime();
                // a message that is too old at once would be deleted
                other.run("insert into litecable_messages (hash, channel, at_ms, payload) values (97, 'a', "
                        + System.currentTimeMillis() + ", cast('" + text + "' as blob))");
                Eventually.until("it has come", () -> arrivals.containsKey(text));
                late.add((arrivals.get(text) - before) / 1e6);
            }
        }
        System.out.println("milliseconds: " + late);
        assertThat(late).allMatch(it -> it <= 500);
    }

    @Test
    void what_a_process_commits_that_dies_at_once_comes_within_half_a_second() {
        Map<String, Long> arrivals = new ConcurrentHashMap<>();
        List<Double> late = new ArrayList<>();
        try (Cable cable = open()) {
            cable.subscribe("a", message -> arrivals.put(message.text(), System.nanoTime()));
            for (int i = 0; i < ROUNDS; i++) {
                String last = "last-" + i;
                try (ChildJvm child = ChildJvm.start(
                        folder, CableProcess.class, cable.config().store().path())) {
                    child.await("ready");
                    child.ask("publish a before-" + i, "did publish a before-" + i);
                    child.send("publish-and-die a " + last);
                    assertThat(child.awaitEnd()).isEqualTo(9);
                    // it was committed before the process ended
                    long ended = System.nanoTime();
                    Eventually.until("it has come", () -> arrivals.containsKey(last));
                    late.add(Math.max(0, arrivals.get(last) - ended) / 1e6);
                }
            }
        }
        System.out.println("milliseconds after the end: " + late);
        assertThat(late).allMatch(it -> it <= 500);
    }
}
