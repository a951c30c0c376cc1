package io.litestack.cache;

import static io.litestack.cache.SqliteCacheTest.configOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.internal.CacheProbe;
import io.litestack.core.Store;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Which entries go when there is no room, and when their time is over. */
@Timeout(120)
class EvictionTest {
    private static final long LIMIT = 8 << 20;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private final TestTime time = new TestTime(20);
    private Cache cache;

    private void reopen(UnaryOperator<CacheConfig.Builder> settings) {
        if (cache != null) {
            cache.close();
        }
        cache = Cache.open(settings.apply(configOn(folder, time)).build());
    }

    /** Waits for what comes with time: that passes quickly meanwhile. */
    private void untilTimeHasPassed(String what, BooleanSupplier condition) {
        Eventually.until(what, () -> {
            time.pass(Duration.ofMillis(1));
            return condition.getAsBoolean();
        });
    }

    @BeforeEach
    void open() {
        reopen(it -> it.maxSizeBytes(LIMIT));
    }

    @AfterEach
    void close() {
        cache.close();
    }

    private byte[] value(Random random, int size) {
        byte[] value = new byte[size];
        random.nextBytes(value);
        return value;
    }

    @Test
    void the_file_does_not_grow_beyond_the_limit() throws Exception {
        Random random = seed.random();
        TypedCache<byte[]> bytes = cache.typed(byte[].class);
        long largest = 0;
        for (int i = 0; i < 12_000; i++) {
            int size = i % 500 == 0 ? 200_000 : random.nextInt(4_000);
            bytes.put("key" + i, value(random, size));
            if (i % 200 == 0) {
                cache.flush();
                largest = Math.max(largest, cache.sizeBytes());
            }
        }
        cache.flush();
        assertThat(largest).isGreaterThan(LIMIT * 3 / 4).isLessThanOrEqualTo(LIMIT);
        assertThat(cache.sizeBytes()).isGreaterThan(LIMIT * 3 / 4);
        assertThat(cache.count()).isGreaterThan(1_000);
        assertThat(cache.stats().removals().get(RemovalCause.EVICTED)).isPositive();
        cache.close();
        assertThat(Files.size(folder.resolve("cache.db"))).isLessThanOrEqualTo(LIMIT + (1 << 20));
    }

    @Test
    void what_is_read_while_invalidations_of_others_are_forgotten_is_found() {
        reopen(it -> it.heapSizeBytes(0));
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            keys.add("key" + i);
            cache.put("key" + i, "here");
        }
        cache.flush();
        for (int round = 0; round < 60; round++) {
            cache.evictTag("nobody's" + round);
            assertThat(cache.typed(String.class).getAll(keys)).hasSize(200);
            assertThat(cache.find("key" + round, String.class)).contains("here");
            assertThat(cache.increment("n")).isEqualTo(round + 1);
            assertThat(cache.keys("key")).hasSize(200);
        }
    }

    @Test
    void of_what_is_read_in_turn_and_has_no_room_a_part_stays() {
        reopen(it -> it.maxSizeBytes(LIMIT).heapSizeBytes(0));
        TypedCache<byte[]> bytes = cache.typed(byte[].class);
        byte[] value = value(seed.random(), 3_500);
        int keys = 5_000;
        int found = 0;
        for (int round = 0; round < 8; round++) {
            found = 0;
            for (int i = 0; i < keys; i++) {
                if (bytes.find("key" + i).isPresent()) {
                    found++;
                } else {
                    bytes.put("key" + i, value);
                }
            }
        }
        assertThat(found).isGreaterThan(keys / 10);
        assertThat(cache.sizeBytes()).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void of_what_is_put_and_not_read_the_newest_stay() {
        reopen(it -> it.maxSizeBytes(LIMIT).heapSizeBytes(0));
        TypedCache<byte[]> bytes = cache.typed(byte[].class);
        byte[] value = value(seed.random(), 3_500);
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 5_000; i++) {
                bytes.put("key" + i, value);
            }
        }
        cache.flush();
        for (int i = 4_500; i < 5_000; i++) {
            assertThat(bytes.find("key" + i)).as("key" + i).isPresent();
        }
    }

    @Test
    void in_a_file_of_the_application_the_limit_is_for_the_entries() throws Exception {
        cache.close();
        CacheConfig config =
                SqliteCacheTest.shared(folder, time).maxSizeBytes(LIMIT).build();
        Random random = seed.random();
        try (Store store = Store.open(config.store())) {
            store.execute("create table large(x)");
            store.execute("insert into large values (zeroblob(20000000))");
            cache = Cache.open(config);
            TypedCache<byte[]> bytes = cache.typed(byte[].class);
            for (int i = 0; i < 6_000; i++) {
                bytes.put("key" + i, value(random, random.nextInt(4_000)));
                bytes.put("key" + i / 2, value(random, random.nextInt(4_000)));
            }
            cache.flush();
            assertThat(cache.sizeBytes()).isBetween(LIMIT * 3 / 4, LIMIT);
            assertThat(cache.count()).isGreaterThan(1_000);
            cache.prune(100_000);
            assertThat(cache.sizeBytes()).isZero();
            cache.increment("n");
            cache.put("text", "x", EntryOptions.standard().withTags("t"));
            long before = cache.sizeBytes();
            assertThat(before).isPositive();
            cache.close();
            // opened once more it knows what it knew
            cache = Cache.open(config);
            assertThat(cache.sizeBytes()).isEqualTo(before);
        }
    }

    @Test
    void what_is_read_again_and_again_survives_what_is_read_once() {
        reopen(it -> it.maxSizeBytes(LIMIT).heapSizeBytes(0));
        survive();
    }

    @Test
    void what_the_heap_answers_survives_too() {
        survive();
    }

    private void survive() {
        Random random = seed.random();
        TypedCache<byte[]> bytes = cache.typed(byte[].class);
        IntStream.range(0, 500).forEach(i -> bytes.put("hot" + i, value(random, 1_000)));
        for (int i = 0; i < 20_000; i++) {
            bytes.put("once" + i, value(random, 1_000));
            assertThat(i % 50 == 0 && bytes.find("hot" + (i / 50) % 500).isEmpty())
                    .as("a hot entry is gone after " + i)
                    .isFalse();
            if (i % 1_000 == 0) {
                IntStream.range(0, 500).forEach(n -> bytes.find("hot" + n));
                cache.flush();
                SqliteCacheTest.collectVisits(cache);
            }
        }
        // the file alone, after a restart
        reopen(it -> it.maxSizeBytes(LIMIT).heapSizeBytes(0));
        TypedCache<byte[]> again = cache.typed(byte[].class);
        long left = IntStream.range(0, 500)
                .filter(i -> again.find("hot" + i).isPresent())
                .count();
        assertThat(left).isGreaterThan(475);
    }

    @Test
    void a_put_that_replaces_many_times_evicts_nothing() {
        for (int i = 0; i < 20_000; i++) {
            cache.put("key" + i % 100, value(seed.random(), 1_000));
        }
        cache.flush();
        assertThat(cache.count()).isEqualTo(100);
        assertThat(cache.stats().removals().get(RemovalCause.EVICTED)).isZero();
    }

    @Test
    void pruning_removes_what_is_least_worth_keeping() {
        for (int i = 0; i < 1_000; i++) {
            cache.put("key" + i, (long) i);
        }
        cache.flush();
        SqliteCacheTest.collectVisits(cache);
        for (int i = 0; i < 1_000; i += 2) {
            cache.find("key" + i, Long.class);
        }
        SqliteCacheTest.collectVisits(cache);
        assertThat(cache.prune(300)).isEqualTo(300);
        assertThat(cache.count()).isEqualTo(700);
        for (int i = 0; i < 1_000; i += 2) {
            assertThat(cache.find("key" + i, Long.class)).isPresent();
        }
        assertThat(cache.pruneFraction(0.5)).isEqualTo(350);
        assertThat(cache.prune(1_000)).isEqualTo(350);
        assertThat(cache.prune(1)).isZero();
        assertThat(cache.count()).isZero();
    }

    @Test
    void rows_whose_time_is_over_leave_the_file() {
        for (int i = 0; i < 1_000; i++) {
            cache.put("key" + i, value(seed.random(), 2_000), EntryOptions.expiringAfter(Duration.ofMinutes(1)));
        }
        cache.put("stays", "x");
        cache.flush();
        long before = cache.sizeBytes();
        time.pass(Duration.ofMinutes(2));
        Eventually.until("they are gone", () -> cache.stats().removals().get(RemovalCause.EXPIRED) == 1_000);
        assertThat(cache.sizeBytes()).isLessThan(before / 4);
        assertThat(cache.count()).isEqualTo(1);
    }

    @Test
    void reads_prolong_what_they_shall_prolong() {
        EntryOptions idle = EntryOptions.standard().withExpireAfterAccess(Duration.ofMinutes(10));
        cache.put("read", "x", idle);
        cache.put("unread", "y", idle);
        for (int i = 0; i < 6; i++) {
            time.pass(Duration.ofMinutes(5));
            assertThat(cache.find("read", String.class)).contains("x");
        }
        assertThat(cache.find("unread", String.class)).isEmpty();
        // also in the file
        reopen(it -> it);
        time.pass(Duration.ofMinutes(8));
        assertThat(cache.find("read", String.class)).contains("x");
        time.pass(Duration.ofMinutes(11));
        assertThat(cache.find("read", String.class)).isEmpty();
    }

    @Test
    void a_counter_that_is_counted_on_stays_when_the_cache_is_full() {
        Random random = new Random(7);
        for (int i = 0; i < 6_000; i++) {
            if (i % 50 == 0) {
                cache.increment("counter");
            }
            cache.put("key" + i, value(random, 3_000));
        }
        cache.flush();
        assertThat(cache.stats().removals().get(RemovalCause.EVICTED)).isPositive();
        assertThat(cache.increment("counter")).isEqualTo(121);
    }

    @Test
    void reads_prolong_also_what_counts_for_less_than_a_second() {
        cache.put("read", "x", EntryOptions.standard().withExpireAfterAccess(Duration.ofMillis(800)));
        for (int i = 0; i < 10; i++) {
            time.pass(Duration.ofMillis(300));
            assertThat(cache.find("read", String.class)).contains("x");
        }
        time.pass(Duration.ofMillis(801));
        assertThat(cache.find("read", String.class)).isEmpty();
    }

    @Test
    void what_expires_soon_leaves_the_file_soon_also_if_nothing_else_has_an_end() {
        cache.put("stays", "x");
        cache.put("first", "x", EntryOptions.expiringAfter(Duration.ofSeconds(1)));
        cache.flush();
        time.pass(Duration.ofMinutes(2));
        Eventually.until("one is gone", () -> cache.stats().removals().get(RemovalCause.EXPIRED) == 1);
        // the next end that is known is a month away
        cache.put("goes", "x", EntryOptions.expiringAfter(Duration.ofSeconds(2)));
        cache.flush();
        time.pass(Duration.ofSeconds(3));
        Eventually.until("both are gone", () -> cache.stats().removals().get(RemovalCause.EXPIRED) == 2);
        assertThat(cache.count()).isEqualTo(1);
    }

    @Test
    void a_wall_clock_that_is_set_back_lets_nothing_live_longer() {
        cache.put("a", "x", EntryOptions.expiringAfter(Duration.ofHours(1)));
        cache.flush();
        assertThat(cache.find("a", String.class)).contains("x");
        time.setWall(Duration.ofHours(-2));
        untilTimeHasPassed("it is known", () -> cache.find("a", String.class).isEmpty());
        cache.put("a", "y", EntryOptions.expiringAfter(Duration.ofHours(1)));
        assertThat(cache.find("a", String.class)).contains("y");
        time.setWall(Duration.ofHours(2));
        untilTimeHasPassed("it is known", () -> cache.find("a", String.class).isEmpty());
    }

    @Test
    void rows_that_were_invalidated_leave_the_file_and_their_tags_are_forgotten() {
        for (int i = 0; i < 3_000; i++) {
            cache.put("key" + i, "x", EntryOptions.standard().withTags("tag" + i % 10));
        }
        cache.flush();
        for (int i = 0; i < 9; i++) {
            cache.evictTag("tag" + i);
        }
        cache.evictPrefix("key1");
        CacheProbe probe = CacheProbe.of(cache);
        untilTimeHasPassed("the rows are gone", () -> probe.rows("litecache_entries") < 300);
        untilTimeHasPassed("so are the generations", () -> probe.rows("litecache_generations") == 0);
        untilTimeHasPassed("in memory too", () -> probe.generations() == 0);
        for (int i = 0; i < 3_000; i++) {
            boolean isLeft = i % 10 == 9 && !("" + i).startsWith("1");
            assertThat(cache.contains("key" + i)).as("key" + i).isEqualTo(isLeft);
        }
        assertThat(cache.stats().removals().get(RemovalCause.INVALIDATED)).isPositive();
        cache.clearAll();
        untilTimeHasPassed("all are gone", () -> probe.rows("litecache_entries") == 0);
    }

    @Test
    void the_log_is_trimmed() {
        CacheProbe probe = CacheProbe.of(cache);
        for (int i = 0; i < 260; i++) {
            for (int n = 0; n < 500; n++) {
                cache.put("key" + n, (long) i);
            }
            cache.flush();
        }
        long before = probe.rows("litecache_log");
        assertThat(before).isGreaterThanOrEqualTo(260);
        time.pass(Duration.ofMinutes(2));
        Eventually.until("it is shorter", () -> probe.rows("litecache_log") < before - 40);
        assertThat(cache.find("key1", Long.class)).contains(259L);
    }
}
