package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** More is put than can be written. */
@Timeout(120)
class BackPressureTest {
    private static final int THREADS = 4;
    private static final int EACH = 5_000;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    /** In a time so slow that a busy machine is not taken for a disk that stands still. */
    private Cache open(long maxSizeBytes) {
        return Cache.open(CacheConfig.builder(StoreConfig.builder(folder.resolve("cache.db"))
                        .sync(Sync.OFF)
                        .applicationId(CacheConfig.APPLICATION_ID)
                        .ticker(() -> System.nanoTime() / 100)
                        .build())
                .maxSizeBytes(maxSizeBytes)
                .heapSizeBytes(0)
                .maxPendingBytes(256 << 10)
                .build());
    }

    private static void putAll(Cache cache) {
        List<Background<Integer>> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            threads.add(Background.call("putter " + thread, () -> {
                byte[] value = new byte[1_000];
                for (int i = 0; i < EACH; i++) {
                    cache.put(number + "-" + i, value);
                }
                return EACH;
            }));
        }
        threads.forEach(Background::result);
        cache.flush();
    }

    @Test
    void whoever_puts_is_slowed_down_and_nothing_is_dropped() {
        try (Cache cache = open(128 << 20)) {
            putAll(cache);
            assertThat(cache.stats().degradedPuts()).isZero();
            assertThat(cache.count()).isEqualTo(THREADS * EACH);
        }
    }

    @Test
    void where_each_put_evicts_nothing_is_dropped_either() {
        try (Cache cache = open(8 << 20)) {
            putAll(cache);
            CacheStats stats = cache.stats();
            assertThat(stats.degradedPuts()).isZero();
            assertThat(cache.count() + stats.removals().get(RemovalCause.EVICTED))
                    .isEqualTo(THREADS * EACH);
            assertThat(cache.sizeBytes()).isLessThanOrEqualTo(8 << 20);
        }
    }
}
