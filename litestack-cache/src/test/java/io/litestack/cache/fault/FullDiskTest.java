package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.core.StorageFullException;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import io.litestack.core.testkit.SmallDisk;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** There is no room left on the disk. */
@Requires(Facility.MOUNT)
@Timeout(120)
class FullDiskTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private SmallDisk disk;
    private Cache cache;

    @BeforeEach
    void mount() {
        disk = SmallDisk.mount(folder, 30_000);
        cache = open();
        for (int i = 0; i < 100; i++) {
            cache.put("key" + i, "old");
        }
        cache.flush();
    }

    private Cache open() {
        return Cache.open(CacheConfig.builder(disk.folder().resolve("cache.db")).build());
    }

    @AfterEach
    void unmount() {
        cache.close();
        disk.close();
    }

    private byte[] random(Random random) {
        byte[] value = new byte[20_000];
        random.nextBytes(value);
        return value;
    }

    @Test
    void puts_on_a_full_disk_are_misses_and_all_is_well_once_there_is_room() {
        Random random = seed.random();
        disk.fillUpTo(100);
        for (int i = 0; cache.stats().degradedPuts() == 0; i++) {
            cache.put("key" + i % 100, random(random));
            assertThat(cache.find("key" + i % 100, String.class)).isNotEqualTo(Optional.of("old"));
        }
        Throwable failure = null;
        for (int i = 0; failure == null && i < 100; i++) {
            int number = i;
            failure = catchThrowable(() -> cache.typed(byte[].class).putIfAbsent("x" + number, random(random)));
        }
        assertThat(failure).isInstanceOf(StorageFullException.class);
        disk.makeRoom();
        Eventually.until("all is written", () -> cache.stats().pending().entries() == 0);
        cache.put("key1", "new");
        cache.flush();
        assertThat(cache.remove("key2")).isIn(true, false);
        cache.close();
        cache = open();
        assertThat(cache.find("key1", String.class)).contains("new");
        for (int i = 3; i < 100; i++) {
            cache.find("key" + i, byte[].class);
        }
    }
}
