package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.core.StoreException;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.LoopDisk;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The disk can be read, and not written any more. */
@Timeout(120)
class ReadOnlyDiskTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private static Cache open(Path file) {
        // without a heap, so that reads go to the disk
        return Cache.open(CacheConfig.builder(file).heapSizeBytes(0).build());
    }

    private static void fill(Cache cache) {
        for (int i = 0; i < 100; i++) {
            cache.put("key" + i, "old");
        }
        cache.flush();
    }

    /** What it can do, and what it cannot. */
    private static void verifyReadOnly(Cache cache) {
        assertThat(cache.find("key2", String.class)).contains("old");
        cache.put("key1", "new");
        assertThat(cache.find("key1", String.class)).isNotEqualTo(Optional.of("old"));
        assertThatThrownBy(() -> cache.remove("key3"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("read-only");
        assertThatThrownBy(() -> cache.evictTag("t")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> cache.increment("n")).isInstanceOf(StoreException.class);
        Eventually.until("the put has failed", () -> cache.stats().degradedPuts() > 0);
        assertThat(cache.find("key1", String.class)).isEmpty();
    }

    @Test
    @Requires(Facility.STRACE)
    void it_still_answers_and_once_it_can_be_written_again_no_old_value_is_there() {
        Path file = folder.resolve("cache.db");
        try (Cache cache = open(file)) {
            fill(cache);
            try (Faults readOnly = Faults.in(
                    ProcessHandle.current().pid(),
                    "pwrite64,ftruncate,fsync,fdatasync:error=EROFS",
                    file,
                    Shell.log(file))) {
                verifyReadOnly(cache);
                assertThat(readOnly.end()).isPositive();
            }
            Eventually.until("all is written", () -> cache.stats().pending().entries() == 0);
            assertThat(cache.remove("key5")).isTrue();
        }
        try (Cache cache = open(file)) {
            assertThat(cache.find("key1", String.class)).isEmpty();
            assertThat(cache.find("key2", String.class)).contains("old");
        }
    }

    @Test
    @Requires(Facility.LOOP_DISK)
    void a_disk_that_gave_up_still_answers_and_is_as_before_once_it_is_mended() {
        try (LoopDisk disk = LoopDisk.mount(folder)) {
            Path file = disk.folder().resolve("cache.db");
            try (Cache cache = open(file)) {
                fill(cache);
                disk.giveUp();
                verifyReadOnly(cache);
            }
            disk.mend();
            try (Cache cache = open(file)) {
                cache.put("key4", "new");
                cache.flush();
                assertThat(cache.find("key4", String.class)).contains("new");
            }
        }
    }
}
