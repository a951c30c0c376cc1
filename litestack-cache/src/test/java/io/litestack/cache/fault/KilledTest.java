package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.Coherence;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.internal.CacheProbe;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

    /** Does all kinds of things, and says which increments have returned. */
    static final class Program {
        public static void main(String[] arguments) {
            Random random = new Random(Long.parseLong(arguments[1]));
            Cache cache = CacheProcess.open(Path.of(arguments[0]), Coherence.RELAXED);
            CacheProcess.say("ready");
            while (true) {
                String key = "key" + random.nextInt(200);
                switch (random.nextInt(10)) {
                    case 0 -> {
                        int counter = random.nextInt(COUNTERS);
                        long sum = cache.increment("counter" + counter);
                        CacheProcess.say("counter" + counter + " " + sum);
                    }
                    case 1 -> cache.remove(key);
                    case 2 -> cache.evictTag("tag" + random.nextInt(3));
                    case 3 -> cache.typed(byte[].class).putIfAbsent(key, value(random, key));
                    case 4 -> cache.get(key, byte[].class, () -> value(random, key));
                    case 5 ->
                        cache.put(
                                key, value(random, key), EntryOptions.standard().durable());
                    default ->
                        cache.put(
                                key, value(random, key), EntryOptions.standard().withTags("tag" + random.nextInt(3)));
                }
            }
        }
    }

    /** Of any length, and all of one byte that depends on the key. */
    static byte[] value(Random random, String key) {
        byte[] value = new byte[1 + random.nextInt(20_000)];
        Arrays.fill(value, (byte) key.hashCode());
        return value;
    }

    @Test
    void the_file_is_sound_no_value_is_half_there_and_counters_are_exact() {
        Path file = folder.resolve("cache.db");
        Random random = seed.random();
        int rounds = Integer.getInteger("litestack.soak", 6);
        Map<String, Long> acknowledged = new HashMap<>();
        for (int round = 0; round < rounds; round++) {
            ChildJvm child = ChildJvm.start(folder, Program.class, file, random.nextLong());
            child.await("ready");
            LockSupport.parkNanos(random.nextInt(700_000_000));
            child.kill();
            for (Optional<String> line = child.next(); line.isPresent(); line = child.next()) {
                String[] words = line.get().split(" ");
                acknowledged.put(words[0], Long.parseLong(words[1]));
            }
            check(file, acknowledged);
        }
        assertThat(acknowledged).isNotEmpty();
    }

    private static void check(Path file, Map<String, Long> acknowledged) {
        try (Cache cache = Cache.open(CacheConfig.builder(file).build())) {
            assertThat(CacheProbe.of(cache).store().integrityCheck()).isEmpty();
            for (int i = 0; i < COUNTERS; i++) {
                String counter = "counter" + i;
                long least = acknowledged.getOrDefault(counter, 0L);
                long found = cache.counter(counter).orElse(0);
                assertThat(found).as(counter).isBetween(least, least + 1);
                acknowledged.put(counter, found);
            }
            for (int i = 0; i < 200; i++) {
                String key = "key" + i;
                cache.find(key, byte[].class).ifPresent(value -> {
                    for (byte each : value) {
                        assertThat(each).as(key).isEqualTo((byte) key.hashCode());
                    }
                });
            }
        }
    }
}
