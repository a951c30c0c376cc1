package io.litestack.core.fault;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.WriteOptions;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Seed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes in every way, at NORMAL and at FULL, is killed again and again at any instant, also while it opens,
 * recovers or checkpoints; the next one goes on with the same files. Hundreds of kills instead of twenty:
 *
 * <pre>{@code
 * mvn test -pl litestack-core -Dtest=KillAtRandomTest -Dlitestack.soak=500
 * }</pre>
 */
class KillAtRandomTest {
    private static final int MOST_ACKNOWLEDGED = 600;

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void what_was_acknowledged_survives_a_kill_at_any_instant() {
        killAndVerify(Integer.getInteger("litestack.soak", 20));
    }

    private void killAndVerify(int kills) {
        Random random = seed.random();
        Set<Long> normal = new HashSet<>();
        Set<Long> full = new HashSet<>();
        for (int kill = 0; kill < kills; kill++) {
            for (String line : killedAt(random, kill)) {
                (line.startsWith("NORMAL ") ? normal : full).add(Long.valueOf(line.substring(line.indexOf(' ') + 1)));
            }
            Pairs.verify(folder.resolve("NORMAL.db"), normal);
            Pairs.verify(folder.resolve("FULL.db"), full);
        }
    }

    /** Returns what the child acknowledged before it died. */
    private List<String> killedAt(Random random, int round) {
        int acknowledged = random.nextInt(10) == 0 ? 0 : random.nextInt(MOST_ACKNOWLEDGED);
        long nanos = random.nextInt(2_000_000);
        List<String> lines = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start(folder, Load.class, folder, random.nextLong(), 1_000_000L * (round + 1))) {
            child.await("opening");
            while (lines.size() < acknowledged) {
                lines.add(child.next().orElseThrow(() -> new AssertionError("it died by itself: " + child.errors())));
            }
            long instant = System.nanoTime() + nanos;
            while (System.nanoTime() < instant) {
                Thread.onSpinWait();
            }
            child.kill();
            lines.addAll(child.rest());
        }
        return lines;
    }

    /** The process that is killed: four ways to write, on two stores at once. */
    static final class Load {
        private static final int LARGEST_PAYLOAD = 4_000;

        /** One of the ways to write a unit. */
        private interface Way {
            void write(long id, int payloadBytes);
        }

        private final Store store;
        private final AtomicLong ids;
        private final long seed;

        private Load(Store store, AtomicLong ids, long seed) {
            this.store = store;
            this.ids = ids;
            this.seed = seed;
        }

        public static void main(String[] args) {
            say("opening");
            AtomicLong ids = new AtomicLong(Long.parseLong(args[2]));
            for (Sync sync : List.of(Sync.NORMAL, Sync.FULL)) {
                Path file = Path.of(args[0], sync + ".db");
                Store store = Store.open(StoreConfig.builder(file).sync(sync).build());
                Pairs.createTables(store);
                new Load(store, ids, Long.parseLong(args[1])).start();
            }
        }

        private void start() {
            start((id, bytes) -> Pairs.write(store, id, bytes));
            start((id, bytes) -> Pairs.write(store, WriteOptions.synced(), id, bytes));
            start((id, bytes) -> Pairs.execute(store, id, bytes));
            submitForever();
        }

        private void start(Way way) {
            forever(random -> {
                long id = ids.incrementAndGet();
                way.write(id, random.nextInt(LARGEST_PAYLOAD));
                acknowledge(id);
            });
        }

        private void submitForever() {
            forever(random -> Pairs.submit(store, ids.incrementAndGet(), random.nextInt(LARGEST_PAYLOAD))
                    .thenAccept(this::acknowledge));
        }

        private void forever(Consumer<Random> step) {
            Random random = new Random(seed + ids.incrementAndGet());
            new Thread(() -> {
                        while (true) {
                            step.accept(random);
                        }
                    })
                    .start();
        }

        private void acknowledge(long id) {
            say(store.config().sync() + " " + id);
        }

        /** In one system call, so that no line is half said. */
        private static synchronized void say(String line) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
        }
    }
}
