package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A stranger locks the file for longer than anybody waits. */
@Timeout(120)
class LockedFileTest {
    /** While another process keeps the lock. */
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private Cache cache;
    private ForeignProcess stranger;

    private Cache open(Duration waitTimeout) {
        return Cache.open(CacheConfig.builder(StoreConfig.builder(folder.resolve("cache.db"))
                        .sync(Sync.OFF)
                        .waitTimeout(waitTimeout)
                        .build())
                .maxPendingBytes(1 << 20)
                .build());
    }

    @BeforeEach
    void lock() {
        try (Cache filled = open(LONG)) {
            for (int i = 0; i < 500; i++) {
                filled.put("key" + i, "old");
            }
            filled.flush();
        }
        cache = open(SHORT);
        stranger = ForeignProcess.open(folder, folder.resolve("cache.db"));
        stranger.run("begin immediate");
    }

    @AfterEach
    void close() {
        stranger.close();
        cache.close();
    }

    @Test
    void puts_do_not_fail_and_no_old_value_comes_back() {
        for (int i = 0; i < 200; i++) {
            putNew(i);
        }
        for (int i = 0; cache.stats().degradedPuts() < 20; i++) {
            cache.put("fresh" + i, "new");
        }
        for (int i = 200; i < 300; i++) {
            putNew(i);
        }
        assertThat(cache.find("key400", String.class)).contains("old");
        for (int i = 0; i < 300; i++) {
            assertThat(cache.find("key" + i, String.class)).isNotEqualTo(Optional.of("old"));
        }
        stranger.run("rollback");
        Eventually.until("all is written", () -> cache.stats().pending().entries() == 0);
        cache.close();
        cache = open(LONG);
        for (int i = 0; i < 300; i++) {
            assertThat(cache.find("key" + i, String.class)).as("key" + i).isNotEqualTo(Optional.of("old"));
        }
        assertThat(cache.find("key400", String.class)).contains("old");
        cache.put("key0", "after");
        cache.flush();
        assertThat(cache.find("key0", String.class)).contains("after");
    }

    private void putNew(int i) {
        cache.put("key" + i, "new");
        assertThat(cache.find("key" + i, String.class)).isNotEqualTo(Optional.of("old"));
    }

    @Test
    void a_key_that_is_put_again_and_again_does_not_look_as_if_it_had_just_come() {
        cache.put("key1", "new");
        Duration age = Duration.ZERO;
        while (age.toMillis() < 100) {
            cache.put("key1", "newer");
            age = cache.stats().pending().oldest();
        }
        assertThat(cache.find("key1", String.class)).contains("newer");
    }

    @Test
    void what_waits_takes_no_more_room_than_it_may_however_often_it_is_put() {
        byte[] value = new byte[1_000];
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 3_000; i++) {
                cache.put("large" + i, value);
            }
        }
        assertThat(cache.stats().degradedPuts()).isPositive();
        assertThat(cache.stats().pending().bytes()).isLessThan((1 << 20) + 3_000 * 64 + 100_000);
    }

    @Test
    void what_waits_for_a_commit_says_why_there_is_none() {
        assertThatThrownBy(() -> cache.remove("key1")).isInstanceOf(StoreBusyException.class);
        assertThatThrownBy(() -> cache.increment("n")).isInstanceOf(StoreBusyException.class);
        assertThatThrownBy(() -> cache.evictTag("t")).isInstanceOf(StoreBusyException.class);
        assertThat(cache.find("key1", String.class)).contains("old");
        stranger.run("rollback");
        cache.close();
        cache = open(LONG);
        assertThat(cache.remove("key1")).isTrue();
        assertThat(cache.increment("n")).isEqualTo(1);
    }

    @Test
    void a_cache_that_is_closed_meanwhile_brings_no_old_value_back_either() {
        cache.put("key1", "new");
        cache.close();
        stranger.run("rollback");
        cache = open(LONG);
        assertThat(cache.find("key1", String.class)).isNotEqualTo(Optional.of("old"));
    }
}
