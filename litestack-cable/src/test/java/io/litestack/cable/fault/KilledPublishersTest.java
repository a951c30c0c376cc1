package io.litestack.cable.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.cable.Message;
import io.litestack.cable.SubscribeOptions;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Vector;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two processes publish with eight threads each, by themselves and in transactions of which some are rolled back, and are killed
 * at random, again and again. Each of twenty subscribers gets exactly what the table has of its channels, in order, and what
 * each thread has published in the thread's own order. More rounds: {@code -Dlitestack.soak=100}.
 */
@Timeout(300)
class KilledPublishersTest {
    private static final int ROUNDS = Integer.getInteger("litestack.soak", 3);
    private static final int THREADS = 8;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    /** A subscriber, and what it gets. */
    private record Subscriber(Channels channels, List<Message> got) {}

    @ParameterizedTest
    @ValueSource(strings = {"app.db", "cable.db"})
    void each_subscriber_gets_exactly_the_rows_of_its_channels(String cableFile) {
        Random random = seed.random();
        Path file = folder.resolve(cableFile);
        try (Store store = Store.open(StoreConfig.builder(file).build());
                Cable cable = Cable.open(CableConfig.builder(store.config()).build())) {
            List<Subscriber> subscribers = subscribe(cable);
            for (int round = 0; round < ROUNDS; round++) {
                runAndKill(file, round, random.nextInt(300));
            }
            try (Store app = Store.open(folder.resolve("app.db"))) {
                if (!cableFile.equals("app.db")) {
                    // takes over what the killed ones have left
                    cable.attach(app);
                    Eventually.until("nothing is left in the outbox", () -> isOutboxEmpty(app));
                }
            }
            cable.publish("end", "end");
            for (Subscriber each : subscribers) {
                verify(store, each);
            }
        }
    }

    private static boolean isOutboxEmpty(Store app) {
        return app.queryFirst("select count(*) from litestack_outbox", row -> row.getLong(1))
                .orElse(0L)
                .equals(0L);
    }

    private static List<Subscriber> subscribe(Cable cable) {
        List<Subscriber> subscribers = new ArrayList<>();
        List<Channels> kinds = List.of(
                Channels.of("p.0", "end"),
                Channels.of("p.1", "t.1", "end"),
                Channels.matching("p.*").and(Channels.of("end")),
                Channels.matching("*.2", "t.>").and(Channels.of("end")),
                Channels.all());
        for (int i = 0; i < 20; i++) {
            List<Message> got = new Vector<>();
            Channels channels = kinds.get(i % kinds.size());
            SubscribeOptions options = i % 2 == 0
                    ? SubscribeOptions.standard()
                    : SubscribeOptions.standard().withMailbox(8);
            cable.subscribe(channels, i % 4 == 3 ? options.withDirect() : options, got::add);
            subscribers.add(new Subscriber(channels, got));
        }
        return subscribers;
    }

    private void runAndKill(Path file, int round, int messages) {
        try (ChildJvm one = publisher(file, round + "-one");
                ChildJvm other = publisher(file, round + "-other")) {
            one.send("go");
            other.send("go");
            for (int i = 0; i < messages; i++) {
                one.next();
            }
            one.kill();
            other.kill();
        }
    }

    private ChildJvm publisher(Path file, String name) {
        ChildJvm child = ChildJvm.start(folder, Publisher.class, folder.resolve("app.db"), file, name);
        child.await("ready");
        return child;
    }

    private static void verify(Store store, Subscriber subscriber) {
        Eventually.until(
                "the end has come",
                () -> !subscriber.got.isEmpty()
                        && subscriber
                                .got
                                .get(subscriber.got.size() - 1)
                                .channel()
                                .equals("end"));
        List<Message> got = List.copyOf(subscriber.got);
        List<Long> rows = new ArrayList<>();
        store.query("select id, channel from litecable_messages order by id", row -> {
            if (subscriber.channels.contains(row.getString(2))) {
                rows.add(row.getLong(1));
            }
            return 0;
        });
        assertThat(got.stream().map(Message::id).toList()).isEqualTo(rows);
        Map<String, Integer> last = new HashMap<>();
        for (Message message : got) {
            if (!message.channel().equals("end")) {
                String[] words = message.text().split(" ");
                int number = Integer.parseInt(words[1]);
                assertThat(number).as(message.text()).isGreaterThan(last.getOrDefault(words[0], -1));
                last.put(words[0], number);
            }
        }
    }

    /** Publishes until it is killed. */
    static final class Publisher {
        private Publisher() {}

        /** The file of the application, that of the cable, the name of the process. */
        public static void main(String[] arguments) throws Exception {
            Store app = Store.open(Path.of(arguments[0]));
            app.execute("create table if not exists note(text text)");
            Cable cable = Cable.open(CableConfig.builder(
                            StoreConfig.builder(Path.of(arguments[1])).build())
                    .build());
            CableProcess.say("ready");
            int ignored = System.in.read();
            List<Background<Void>> threads = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                String name = arguments[2] + "-" + t;
                boolean isTransactional = t % 2 == 1;
                threads.add(Background.run(name, () -> publish(app, cable, name, isTransactional)));
            }
            threads.get(0).result();
        }

        private static void publish(Store app, Cable cable, String name, boolean isTransactional) {
            for (int i = 0; ; i++) {
                String text = name + " " + i;
                if (!isTransactional) {
                    cable.publish("p." + i % 3, text);
                } else if (i % 3 == 0) {
                    rollBack(app, cable, text);
                } else {
                    int number = i;
                    app.useWrite(tx -> {
                        tx.execute("insert into note values (?)", text);
                        cable.publish(tx, "t." + number % 3, text);
                    });
                }
                CableProcess.say("published");
            }
        }

        private static void rollBack(Store app, Cable cable, String text) {
            try {
                app.useWrite(tx -> {
                    cable.publish(tx, "t.0", "rolled-back " + text);
                    throw new IllegalStateException("no");
                });
            } catch (IllegalStateException e) {
                // as intended
            }
        }
    }
}
