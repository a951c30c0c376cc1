package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads of two instances change and read a few keys in every way there is. Whenever they rest, both heaps hold what the file holds. For a
 * long run:
 *
 * <pre>{@code
 * mvn test -pl litestack-cache -Dtest=QuiescenceTest -Dlitestack.soak=2000
 * }</pre>
 */
@Timeout(3_600)
class QuiescenceTest {
    private static final int KEYS = 6;
    private static final int STEPS = 60;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private final TestTime time = new TestTime();

    private Cache open(Coherence coherence, long heapBytes) {
        return Cache.open(SqliteCacheTest.configOn(folder, time)
                .coherence(coherence)
                .heapSizeBytes(heapBytes)
                .build());
    }

    @ParameterizedTest
    @EnumSource
    void when_all_rest_both_heaps_hold_what_the_file_holds(Coherence coherence) {
        Random random = seed.random();
        int rounds = Integer.getInteger("litestack.soak", 40);
        try (Cache one = open(coherence, 1 << 20);
                Cache two = open(coherence, 1 << 20);
                Cache file = open(coherence, 0)) {
            for (int round = 0; round < rounds; round++) {
                List<Background<Void>> threads = new ArrayList<>();
                for (Cache cache : List.of(one, two, one, two)) {
                    Random its = new Random(random.nextLong());
                    threads.add(Background.run("thread " + threads.size(), () -> work(cache, its)));
                }
                threads.forEach(Background::result);
                one.flush();
                two.flush();
                time.pass(Duration.ofMillis(6));
                compare(one, two, file);
            }
        }
    }

    private static void compare(Cache one, Cache two, Cache file) {
        for (int i = 0; i < KEYS; i++) {
            String key = "key" + i;
            Lookup<Long> stored = file.lookup(key, Long.class);
            for (Cache cache : List.of(one, two)) {
                // the second time from the heap
                assertThat(cache.lookup(key, Long.class)).as(key).isEqualTo(stored);
                assertThat(cache.lookup(key, Long.class)).as(key).isEqualTo(stored);
            }
        }
    }

    private static void work(Cache cache, Random random) {
        TypedCache<Long> numbers = cache.typed(Long.class);
        LoadOptions tagged = LoadOptions.standard().withTags("t");
        for (int step = 0; step < STEPS; step++) {
            String key = "key" + random.nextInt(KEYS);
            long value = random.nextInt(1_000_000);
            switch (random.nextInt(20)) {
                case 0 -> cache.remove(key);
                case 1 -> numbers.putIfAbsent(key, value);
                case 2 -> numbers.replace(key, value);
                case 3, 4 -> cache.increment(key, value);
                case 5 -> numbers.getAndPut(key, value, EntryOptions.standard());
                case 6 -> numbers.getAndRemove(key);
                case 7 -> cache.touch(key, Duration.ofMinutes(1 + random.nextInt(100)));
                case 8 -> numbers.put(key, value, EntryOptions.standard().durable());
                case 9 -> cache.evictTag("t");
                case 10 -> cache.evictPrefix(key);
                case 11 ->
                    numbers.getAll(List.of(key, "key0"), tagged, keys -> {
                        Map<String, Long> loaded = new HashMap<>();
                        keys.forEach(it -> loaded.put(it, value));
                        return loaded;
                    });
                case 12, 13 -> numbers.get(key, tagged, () -> value);
                case 14 -> numbers.find(key);
                default -> numbers.put(key, value, EntryOptions.standard().withTags("t"));
            }
        }
    }
}
