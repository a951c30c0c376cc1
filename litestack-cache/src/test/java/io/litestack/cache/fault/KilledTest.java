package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.CacheNamespace;
import io.litestack.cache.Coherence;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.LoadOptions;
import io.litestack.cache.TypedCache;
import io.litestack.cache.internal.CacheProbe;
import io.litestack.core.Store;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at any instant of whatever it does. For a long run:
 *
 * <pre>{@code
 * mvn test -pl litestack-cache -Dtest=KilledTest -Dlitestack.soak=500
 * }</pre>
 */
@Requires(Facility.LINUX)
@Timeout(3_600)
class KilledTest {
    private static final int COUNTERS = 5;

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    /** Does all kinds of things, and says which increments and durable puts have returned. */
    static final class Program {
        private final Cache cache;
        private final CacheNamespace keys;
        private final Store app;
        private final Path acknowledgements;
        private final Random random;
        private final Map<String, Long> durable = new HashMap<>();

        Program(Path file, long seed) {
            cache = CacheProcess.open(file, Coherence.RELAXED);
            keys = cache.namespace("keys");
            app = Store.open(file.resolveSibling("app.db"));
            cache.attach(app);
            acknowledgements = file.resolveSibling("acknowledged");
            random = new Random(seed);
        }

        public static void main(String[] arguments) {
            Program program = new Program(Path.of(arguments[0]), Long.parseLong(arguments[1]));
            CacheProcess.say("ready");
            while (true) {
                program.step();
            }
        }

        private void step() {
            String key = "key" + random.nextInt(200);
            TypedCache<byte[]> bytes = keys.typed(byte[].class);
            switch (random.nextInt(26)) {
                case 0, 1, 2 -> {
                    String counter = "counter" + random.nextInt(COUNTERS);
                    acknowledge(counter, cache.increment(counter));
                }
                case 3, 4 -> putDurably("durable" + random.nextInt(COUNTERS));
                case 5 -> keys.remove(key);
                case 6 -> keys.evictTag("tag" + random.nextInt(3));
                case 7 -> keys.evictPrefix("key" + random.nextInt(10));
                case 8 -> bytes.putIfAbsent(key, value(random, key));
                case 9 -> bytes.replace(key, value(random, key));
                case 10 -> bytes.get(key, () -> value(random, key));
                case 11 -> bytes.get(key, LoadOptions.standard().acrossProcesses(), () -> value(random, key));
                case 12 -> bytes.getAndRemove(key);
                case 13 -> bytes.getAndPut(key, value(random, key), EntryOptions.standard());
                case 14 -> keys.touch(key, Duration.ofMinutes(1 + random.nextInt(9)));
                case 15 -> keys.removeAll(List.of(key, "key1", "key2"));
                case 16 -> bytes.putAll(Map.of(key, value(random, key), "key1", value(random, "key1")));
                case 17 -> app.useWrite(tx -> keys.evict(tx, key));
                case 18 -> app.useWrite(tx -> keys.evictTag(tx, "tag1"));
                case 19 -> {
                    if (random.nextInt(20) == 0) {
                        keys.clear();
                    }
                }
                default ->
                    keys.put(key, value(random, key), EntryOptions.standard().withTags("tag" + random.nextInt(3)));
            }
        }

        /** In a file, of which nothing is lost with the process, other than of a pipe. */
        private void acknowledge(String key, long value) {
            try {
                Files.writeString(
                        acknowledgements,
                        key + ' ' + value + '\n',
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void putDurably(String key) {
            long before = durable.computeIfAbsent(key, it -> cache.counter(it).orElse(0));
            cache.put(key, before + 1, EntryOptions.standard().durable());
            durable.put(key, before + 1);
            acknowledge(key, before + 1);
        }
    }

    /** Of any length, and all of one byte that depends on the key. */
    static byte[] value(Random random, String key) {
        byte[] value = new byte[1 + random.nextInt(20_000)];
        Arrays.fill(value, (byte) key.hashCode());
        return value;
    }

    @Test
    void the_file_is_sound_no_value_is_half_there_and_what_was_acknowledged_is_exact() throws IOException {
        Path file = folder.resolve("cache.db");
        Random random = seed.random();
        int rounds = Integer.getInteger("litestack.soak", 6);
        Map<String, Long> acknowledged = new HashMap<>();
        Files.createFile(folder.resolve("acknowledged"));
        for (int round = 0; round < rounds; round++) {
            ChildJvm child = ChildJvm.start(folder, Program.class, file, random.nextLong());
            child.await("ready");
            LockSupport.parkNanos(random.nextInt(700_000_000));
            child.kill();
            for (String line : Files.readAllLines(folder.resolve("acknowledged"))) {
                String[] words = line.split(" ");
                acknowledged.merge(words[0], Long.parseLong(words[1]), Math::max);
            }
            check(file, acknowledged);
        }
        assertThat(acknowledged).isNotEmpty();
    }

    private static void check(Path file, Map<String, Long> acknowledged) {
        try (Cache cache = Cache.open(CacheConfig.builder(file).build())) {
            assertThat(CacheProbe.of(cache).store().integrityCheck()).isEmpty();
            for (int i = 0; i < COUNTERS; i++) {
                for (String counter : List.of("counter" + i, "durable" + i)) {
                    long least = acknowledged.getOrDefault(counter, 0L);
                    long found = cache.counter(counter).orElse(0);
                    assertThat(found).as(counter).isBetween(least, least + 1);
                    acknowledged.put(counter, found);
                }
            }
            CacheNamespace keys = cache.namespace("keys");
            for (int i = 0; i < 200; i++) {
                String key = "key" + i;
                keys.find(key, byte[].class).ifPresent(value -> {
                    for (byte each : value) {
                        assertThat(each).as(key).isEqualTo((byte) key.hashCode());
                    }
                });
            }
        }
    }
}
