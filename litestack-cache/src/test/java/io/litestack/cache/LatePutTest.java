package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.internal.CacheProbe;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Puts whose threads stand still for so long that what is invalidated meanwhile is forgotten again. If a value were stored as it was made
 * before the invalidation, this instance would take it for current, and others for invalidated.
 */
@Timeout(120)
class LatePutTest {
    /** So many looks there are before a value waits to be written; later ones are made with locks held. */
    private static final int LOOKS = 4;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    /** At which of its looks at the clock a thread stands still; 0 for never. */
    private final ThreadLocal<int[]> looksLeft = ThreadLocal.withInitial(() -> new int[1]);

    private final AtomicInteger standing = new AtomicInteger();
    private final Signal goOn = new Signal("they may go on");

    private long ticks() {
        int[] left = looksLeft.get();
        if (left[0] > 0 && --left[0] == 0) {
            standing.incrementAndGet();
            goOn.awaitUninterruptibly();
        }
        return System.nanoTime();
    }

    private Cache open() {
        return Cache.open(CacheConfig.builder(StoreConfig.builder(folder.resolve("cache.db"))
                        .sync(Sync.OFF)
                        .applicationId(CacheConfig.APPLICATION_ID)
                        .ticker(this::ticks)
                        .build())
                .maxStaleness(Duration.ofMinutes(1))
                .build());
    }

    private Background<Void> standingAt(int look, Background.Action action) {
        return Background.run("thread " + look, () -> {
            looksLeft.get()[0] = look;
            action.run();
            looksLeft.get()[0] = 0;
        });
    }

    @Test
    void what_is_stored_is_younger_than_all_that_is_forgotten() {
        try (Cache cache = open()) {
            CacheProbe probe = CacheProbe.of(cache);
            assertThat(cache.contains("so that no put has to read the log, which has looks of its own"))
                    .isFalse();
            List<Background<Void>> threads = new ArrayList<>();
            for (int look = 1; look <= LOOKS; look++) {
                String key = "key" + look;
                threads.add(standingAt(
                        look, () -> cache.put(key, "x", EntryOptions.standard().withTags("t"))));
            }
            Eventually.until("all stand or are done", () -> standing.get() + done(threads) == threads.size());
            assertThat(standing).hasValue(LOOKS);
            cache.evictTag("t");
            long evicted = probe.store()
                    .queryFirst("select max(seq) from litecache_log", row -> row.getLong(1))
                    .orElseThrow();
            Eventually.until(
                    "that is forgotten", () -> probe.rows("litecache_generations") == 0 && probe.generations() == 0);
            goOn.give();
            threads.forEach(Background::result);
            cache.flush();
            assertThat(probe.store()
                            .query(
                                    "select cast(key as text) from litecache_entries where born < ?",
                                    row -> row.getString(1),
                                    evicted))
                    .isEmpty();
        }
    }

    private static int done(List<Background<Void>> threads) {
        return (int) threads.stream().filter(Background::isDone).count();
    }
}
