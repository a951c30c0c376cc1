package io.litestack.cache.internal.heap;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.litestack.cache.internal.entry.Content;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Keys;
import io.litestack.cache.internal.entry.Lifetime;
import io.litestack.cache.internal.entry.Origin;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Seed;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The entries in memory, of which those that are read most are found at once. */
@ExtendWith(Seed.class)
class HeapTest {
    private static final long ALWAYS = 0;
    private static final long NEVER = 1;
    private static final long MEGABYTE = 1 << 20;

    private final Keys keys = new Keys(new byte[16]);
    private final LongAdder evictions = new LongAdder();
    private final Heap heap = new Heap(64 * MEGABYTE, evictions);

    private Key key(String text) {
        return keys.of(0, text);
    }

    private static Entry entry(Key key, long version, int bytes) {
        Lifetime lifetime = new Lifetime(Long.MAX_VALUE / 1_000_000, Long.MAX_VALUE / 1_000_000, 1, 0);
        return new Entry(key, Content.ofBytes(1, new byte[bytes]), lifetime, new Origin(version, 1, 0), null);
    }

    private Entry put(String text, long version) {
        Entry entry = entry(key(text), version, 10);
        heap.put(entry);
        return entry;
    }

    private @Nullable Entry frequent(String text) {
        return heap.getFrequent(0, text, NEVER);
    }

    /** What a reader does. */
    private static @Nullable Entry read(Heap heap, Key key, long random) {
        Entry frequent = heap.getFrequent(key.namespace(), key.text(), random);
        return frequent != null ? frequent : heap.get(key, random);
    }

    @Test
    void one_of_many_reads_makes_an_entry_a_frequent_one() {
        Entry entry = put("a", 1);
        assertThat(frequent("a")).isNull();
        assertThat(heap.get(key("a"), NEVER)).isSameAs(entry);
        assertThat(frequent("a")).isNull();
        assertThat(heap.get(key("a"), ALWAYS)).isSameAs(entry);
        assertThat(frequent("a")).isSameAs(entry);
        assertThat(frequent("b")).isNull();
        assertThat(heap.getFrequent(1, "a", NEVER)).isNull();
    }

    @Test
    void what_has_left_the_heap_is_not_found() {
        List<Runnable> ways = List.of(
                () -> put("a", 2),
                () -> heap.fill(entry(key("a"), 3, 10), () -> true),
                () -> heap.remove(Key.ofHash(key("a").hash())),
                heap::clear,
                () -> heap.put(entry(key("a"), 4, (int) MEGABYTE)));
        for (Runnable way : ways) {
            Entry entry = put("a", 1);
            heap.get(key("a"), ALWAYS);
            assertThat(frequent("a")).isSameAs(entry);
            heap.fill(entry(key("a"), 5, 10), () -> false);
            heap.put(entry);
            assertThat(frequent("a")).isSameAs(entry);
            way.run();
            assertThat(frequent("a")).isNull();
        }
        Entry entry = put("a", 1);
        heap.get(key("a"), ALWAYS);
        heap.remove(entry);
        assertThat(frequent("a")).isNull();
        assertThat(heap.get(key("a"), ALWAYS)).isNull();
    }

    @Test
    void what_was_withdrawn_is_not_found_by_whoever_had_it_before() {
        FrequentEntries entries = new FrequentEntries(1024);
        Entry entry = entry(key("a"), 1, 10);
        entries.withdraw(entry);
        entries.add(entry);
        assertThat(entries.get(0, "a")).isNull();
    }

    @Test
    void what_was_evicted_takes_no_memory() {
        Heap small = new Heap(MEGABYTE, evictions);
        List<WeakReference<Entry>> read = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Entry entry = entry(key("key:" + i), 1, 1_000);
            small.put(entry);
            small.get(entry.key(), ALWAYS);
            read.add(new WeakReference<>(entry));
        }
        assertThat(evictions.sum()).isPositive();
        Eventually.until("the evicted ones are collected", () -> {
            System.gc();
            return read.stream().filter(it -> it.get() != null).count() <= small.size();
        });
    }

    /** Each thread puts and removes its own keys and reads all: nobody sees what was replaced before it began to read. */
    @Test
    @Timeout(60)
    void nobody_reads_what_was_replaced(Random seeds) throws Exception {
        int threads = 4;
        int count = 200;
        // so small that it evicts, too
        Heap small = new Heap(MEGABYTE / 16, evictions);
        AtomicLongArray replaced = new AtomicLongArray(count);
        List<Key> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(key("key:" + i));
        }
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<?>> futures = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int own = thread;
            long seed = seeds.nextLong();
            futures.add(executor.submit(() -> {
                Random random = new Random(seed);
                for (long version = 1; version <= 100_000; version++) {
                    int written = random.nextInt(count / threads) * threads + own;
                    if (random.nextInt(4) == 0) {
                        small.remove(all.get(written));
                    } else {
                        small.put(entry(all.get(written), version, 100));
                    }
                    replaced.set(written, version);
                    for (int i = 0; i < 4; i++) {
                        int index = random.nextInt(count);
                        long least = replaced.get(index);
                        Entry found = read(small, all.get(index), random.nextLong());
                        assertThat(found == null ? least : found.version()).isGreaterThanOrEqualTo(least);
                    }
                }
            }));
        }
        for (Future<?> future : futures) {
            future.get();
        }
        executor.shutdown();
        assertThat(small.size()).isPositive();
        assertThat(evictions.sum()).isPositive();
    }

    @Test
    void it_evicts_what_caffeine_would(Random random) {
        int count = 20_000;
        Heap full = new Heap(4 * MEGABYTE, evictions);
        int room = (int) (4 * MEGABYTE / entry(key("key:1000"), 1, 1_000).weight());
        com.github.benmanes.caffeine.cache.Cache<Integer, Integer> caffeine =
                Caffeine.newBuilder().maximumSize(room).executor(Runnable::run).build();
        int hits = 0;
        int expected = 0;
        for (int i = 0; i < 400_000; i++) {
            int rank = (int) Math.pow(count, random.nextDouble());
            if (caffeine.getIfPresent(rank) == null) {
                caffeine.put(rank, rank);
            } else {
                expected++;
            }
            Key key = key("key:" + rank);
            if (read(full, key, random.nextLong()) == null) {
                full.put(entry(key, 1, 1_000));
            } else {
                hits++;
            }
        }
        assertThat(hits).isGreaterThan(expected * 97 / 100);
    }
}
