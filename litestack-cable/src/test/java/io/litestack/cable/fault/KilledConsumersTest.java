package io.litestack.cable.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.CableListener;
import io.litestack.cable.Channels;
import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.Message;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A named consumer whose handler throws now and then, and for one message always, runs in two processes of which the active one
 * is killed again and again. Every message is handled in order and at least once, the bad one is left out, and after a kill not
 * more than a batch comes again. More kills: {@code -Dlitestack.soak=100}.
 */
@Timeout(600)
class KilledConsumersTest {
    private static final int KILLS = Integer.getInteger("litestack.soak", 2);
    private static final int BATCH = 20;
    private static final int BAD = 150;
    private static final int EACH_TIME = 300;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private final List<Integer> handled = new ArrayList<>();
    private final Set<Integer> leftOut = new HashSet<>();
    private int published;
    private int newest;
    private int repeated;

    @Test
    void each_message_is_handled_and_not_more_than_a_batch_comes_again() {
        Random random = seed.random();
        try (Cable cable = Cable.open(CableConfig.builder(
                        StoreConfig.builder(folder.resolve("cable.db")).build())
                .build())) {
            ChildJvm active = start();
            try {
                for (int i = 0; i < KILLS; i++) {
                    publishMore(cable);
                    take(active, newest + 1 + random.nextInt(EACH_TIME - 1));
                    ChildJvm next = start();
                    active.kill();
                    takeRest(active);
                    active = next;
                }
                publishMore(cable);
                take(active, published);
            } finally {
                active.close();
            }
        }
        assertThat(leftOut).containsExactly(BAD);
        assertThat(new HashSet<>(handled))
                .isEqualTo(IntStream.rangeClosed(1, published)
                        .filter(it -> it != BAD)
                        .boxed()
                        .collect(HashSet::new, Set::add, Set::addAll));
        assertThat(repeated).isLessThanOrEqualTo(KILLS * BATCH);
    }

    private ChildJvm start() {
        ChildJvm child = ChildJvm.start(folder, Consumer.class, folder.resolve("cable.db"));
        child.await("ready");
        return child;
    }

    private void publishMore(Cable cable) {
        for (int i = 0; i < EACH_TIME; i++) {
            published++;
            var unused = cable.publishAsync("work", Integer.toString(published));
        }
    }

    private void take(ChildJvm child, int upTo) {
        while (newest < upTo) {
            take(child.next().orElseThrow());
        }
    }

    private void takeRest(ChildJvm child) {
        for (Optional<String> line = child.next(); line.isPresent(); line = child.next()) {
            take(line.get());
        }
    }

    private void take(String line) {
        int number = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
        if (line.startsWith("left-out ")) {
            leftOut.add(number);
        } else if (number <= newest) {
            repeated++;
        } else {
            // nothing is skipped but the bad one
            assertThat(number - newest).isLessThanOrEqualTo(leftOut.contains(number - 1) ? 2 : 1);
            newest = number;
        }
        handled.add(number);
        handled.removeIf(leftOut::contains);
    }

    /** Says what it has handled, until it is killed. */
    static final class Consumer {
        private static final Random RANDOM = new Random(1);

        private Consumer() {}

        /** The cable's file. */
        public static void main(String[] arguments) throws Exception {
            CableListener listener = new CableListener() {
                @Override
                public void onSkip(String consumer, Message message, Throwable cause) {
                    CableProcess.say("left-out " + message.text());
                }
            };
            Cable cable = Cable.open(CableConfig.builder(
                            StoreConfig.builder(Path.of(arguments[0])).build())
                    .listener(listener)
                    .build());
            ConsumerOptions options = ConsumerOptions.of("worker", Channels.of("work"))
                    .withFromOldest()
                    .withBatch(BATCH)
                    .withRetries(5, Duration.ofMillis(1));
            cable.consume(options, Consumer::handle);
            CableProcess.say("ready");
            int ignored = System.in.read();
        }

        private static void handle(Message message) {
            if (message.text().equals(Integer.toString(BAD)) || RANDOM.nextInt(10) == 0) {
                throw new IllegalStateException("this time it fails");
            }
            CableProcess.say("handled " + message.text());
        }
    }
}
