package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A flush fails while several wait for changes that one of them makes for all. */
@Requires(Facility.STRACE)
@Timeout(120)
class FailedFlushTest {
    private static final int THREADS = 8;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private static boolean isAsleep(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING || thread.getState() == Thread.State.WAITING;
    }

    @Test
    void nobody_is_told_of_a_change_that_is_not_flushed() {
        Path file = folder.resolve("cache.db");
        StoreConfig full = StoreConfig.builder(file).sync(Sync.FULL).build();
        try (Store store = Store.open(full);
                Cache cache = Cache.open(CacheConfig.builder(full).build())) {
            cache.increment("before");
            List<Background<Long>> increments = new ArrayList<>();
            try (Faults failing = Faults.here(Shell.log(file), "fsync,fdatasync:error=EIO")) {
                store.useWrite(tx -> {
                    for (int i = 0; i < THREADS; i++) {
                        String key = "n" + i;
                        increments.add(Background.call("increments " + key, () -> cache.increment(key)));
                    }
                    increments.forEach(it -> Eventually.until("it waits", () -> isAsleep(it.thread())));
                });
                for (Background<Long> increment : increments) {
                    assertThat(increment.failure()).isInstanceOf(StoreException.class);
                }
                assertThat(failing.end()).isPositive();
            }
        }
    }
}
