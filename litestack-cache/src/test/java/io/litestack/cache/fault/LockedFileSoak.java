package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stranger locks the file for ten seconds, and four threads go on reading and putting. How long that takes is measured, so it is not part of
 * a usual run:
 *
 * <pre>{@code
 * mvn test -pl litestack-cache -Dtest=LockedFileSoak
 * }</pre>
 */
class LockedFileSoak {
    private static final int KEYS = 5_000;
    private static final long LOCKED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long P99_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private final Map<String, String> put = new ConcurrentHashMap<>();

    private Cache open() {
        return Cache.open(CacheConfig.builder(folder.resolve("cache.db"))
                .heapSizeBytes(1 << 20)
                .maxPendingBytes(1 << 20)
                .build());
    }

    @Test
    void calls_are_quick_meanwhile_and_no_old_value_is_read_then_or_later() {
        List<long[]> times = new ArrayList<>();
        try (Cache cache = open();
                ForeignProcess stranger = ForeignProcess.open(folder, folder.resolve("cache.db"))) {
            for (int i = 0; i < KEYS; i++) {
                cache.put("key" + i, "old".repeat(100));
            }
            cache.flush();
            stranger.run("begin immediate");
            Random random = seed.random();
            List<Background<long[]>> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                long its = random.nextLong();
                threads.add(Background.call("thread " + i, () -> work(cache, number, new Random(its))));
            }
            threads.forEach(it -> times.add(it.result()));
            stranger.run("rollback");
        }
        try (Cache cache = open()) {
            put.forEach((key, value) ->
                    assertThat(cache.find(key, String.class)).as(key).isIn(Optional.empty(), Optional.of(value)));
        }
        long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        System.out.printf(
                "%d calls, p50 %d us, p99 %d us, at most %d us%n",
                all.length,
                all[all.length / 2] / 1_000,
                all[all.length * 99 / 100] / 1_000,
                all[all.length - 1] / 1_000);
        assertThat(all[all.length * 99 / 100]).isLessThan(P99_NANOS);
    }

    /** Reads and puts keys of its own. */
    private long[] work(Cache cache, int number, Random random) {
        long[] times = new long[1 << 20];
        int count = 0;
        long end = System.nanoTime() + LOCKED_NANOS;
        while (System.nanoTime() < end && count < times.length) {
            String key = "key" + (random.nextInt(KEYS / 4) * 4 + number);
            long began = System.nanoTime();
            if (random.nextInt(4) == 0) {
                String value = "new" + count;
                put.put(key, value);
                cache.put(key, value);
            } else {
                Optional<String> found = cache.find(key, String.class);
                String last = put.get(key);
                if (last != null) {
                    assertThat(found).as(key).isIn(Optional.empty(), Optional.of(last));
                }
            }
            times[count] = System.nanoTime() - began;
            count++;
        }
        return Arrays.copyOf(times, count);
    }
}
