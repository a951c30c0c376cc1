package io.litestack.cable.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.cable.GapEvent;
import io.litestack.cable.Message;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Position;
import io.litestack.cable.SubscribeOptions;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that subscribes is killed at random while messages are published, and comes back with the last position that it has
 * named: all its lives together got exactly what the table has of its channels, each once and in order. More lives: {@code
 * -Dlitestack.soak=100}.
 */
@Timeout(600)
class KilledSubscribersTest {
    private static final int LIVES = Integer.getInteger("litestack.soak", 3);
    private static final int THREADS = 3;
    private static final int EACH_TIME = 1_000;
    private static final Channels CHANNELS = Channels.matching("a.*").and(Channels.of("b", "end"));

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    /** How many messages may be published, so that each life has some that are new. */
    private final Semaphore budget = new Semaphore(0);

    private final List<Long> got = new ArrayList<>();
    private Position last = new Position("none", 0);

    @Test
    void all_lives_together_get_each_message_once_and_in_order() {
        Random random = seed.random();
        StoreConfig config = StoreConfig.builder(folder.resolve("cable.db")).build();
        try (Store store = Store.open(config);
                Cable cable = Cable.open(CableConfig.builder(config).build())) {
            last = cable.position();
            List<Background<Void>> publishers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                long threadSeed = random.nextLong();
                publishers.add(Background.run("publisher", () -> publish(cable, new Random(threadSeed))));
            }
            for (int life = 0; life < LIVES; life++) {
                budget.release(THREADS * EACH_TIME);
                live(random.nextInt(EACH_TIME));
            }
            publishers.forEach(Background::result);
            cable.publish("end", "end");
            try (ChildJvm child = start()) {
                while (got.isEmpty()
                        || got.get(got.size() - 1) != cable.position().id()) {
                    take(child.next().orElseThrow());
                }
            }
            assertThat(got).isEqualTo(rows(store));
        }
    }

    private void publish(Cable cable, Random random) {
        for (int i = 0; i < LIVES * EACH_TIME; i++) {
            budget.acquireUninterruptibly();
            String channel = switch (random.nextInt(4)) {
                case 0 -> "a." + random.nextInt(100);
                case 1 -> "a.b.c";
                case 2 -> "b";
                default -> "other";
            };
            cable.publish(channel, "x".repeat(random.nextInt(200)));
        }
    }

    /** A life ends in the midst of replaying or of being live. */
    private void live(int messages) {
        try (ChildJvm child = start()) {
            for (int i = 0; i < messages; i++) {
                take(child.next().orElseThrow());
            }
            child.kill();
            for (Optional<String> line = child.next(); line.isPresent(); line = child.next()) {
                take(line.get());
            }
        }
    }

    private ChildJvm start() {
        return ChildJvm.start(folder, Subscriber.class, folder.resolve("cable.db"), last);
    }

    private void take(String line) {
        last = Position.parse(line);
        got.add(last.id());
    }

    private static List<Long> rows(Store store) {
        List<Long> rows = new ArrayList<>();
        store.query("select id, channel from litecable_messages order by id", row -> {
            if (CHANNELS.contains(row.getString(2))) {
                rows.add(row.getLong(1));
            }
            return 0;
        });
        return rows;
    }

    /** Names the position of each message that it gets, until it is killed. */
    static final class Subscriber {
        private Subscriber() {}

        /** The cable's file, and the position to come back with. */
        public static void main(String[] arguments) throws Exception {
            Cable cable = Cable.open(CableConfig.builder(
                            StoreConfig.builder(Path.of(arguments[0])).build())
                    .build());
            SubscribeOptions options = SubscribeOptions.from(Position.parse(arguments[1]));
            cable.subscribe(CHANNELS, options, new MessageHandler() {
                @Override
                public void onMessage(Message message) {
                    CableProcess.say(message.position().toString());
                }

                @Override
                public void onGap(GapEvent gap) {
                    CableProcess.say("gap " + gap.reason());
                }
            });
            int ignored = System.in.read();
        }
    }
}
