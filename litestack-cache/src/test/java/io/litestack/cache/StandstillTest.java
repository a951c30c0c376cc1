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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A process that stood still while something waited to be written, and whose other threads are the first to go on. */
@Timeout(120)
class StandstillTest {
    /** For longer than a disk that is not taken for one that stands still. */
    private static final Duration LONG = Duration.ofMillis(400);

    /** So many looks at the clock are fewer than tell that nothing is written. */
    private static final int FEW_LOOKS = 30;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final TestTime time = new TestTime(100);
    private final Thread main = Thread.currentThread();
    private final Signal mayWrite = new Signal("the writer may go on");
    private Background<Void> holder;
    private Cache cache;

    /** How often the test's thread has looked at the clock. Used by that. */
    private int looks;

    /** At which of these looks the writer goes on; never if that is over. */
    private int writerGoesOnAt;

    private long ticks() {
        if (Thread.currentThread() == main && ++looks == writerGoesOnAt) {
            mayWrite.give();
            Eventually.until("all is written", () -> cache.stats().pending().entries() == 0);
        }
        return time.nanos();
    }

    @BeforeEach
    void holdTheWriter() {
        cache = Cache.open(CacheConfig.builder(StoreConfig.builder(folder.resolve("cache.db"))
                        .sync(Sync.OFF)
                        .applicationId(CacheConfig.APPLICATION_ID)
                        .ticker(this::ticks)
                        .build())
                .build());
        Signal isHeld = new Signal("the writer is held");
        holder = Background.run(
                "holder",
                () -> CacheProbe.of(cache).store().useWrite(transaction -> {
                    isHeld.give();
                    mayWrite.awaitUninterruptibly();
                }));
        isHeld.await();
        cache.put("a", "before");
        time.pass(LONG);
        looks = 0;
    }

    @AfterEach
    void close() {
        mayWrite.give();
        holder.result();
        cache.close();
    }

    @Test
    void what_is_put_and_loaded_then_is_kept() {
        writerGoesOnAt = FEW_LOOKS;
        cache.put("b", "after");
        assertThat(mayWrite.isGiven()).isTrue();
        assertThat(cache.get("c", String.class, () -> "loaded")).isEqualTo("loaded");
        assertThat(cache.stats().degradedPuts()).isZero();
        assertThat(cache.find("b", String.class)).contains("after");
        assertThat(cache.find("c", String.class)).contains("loaded");
    }

    @Test
    void once_nothing_was_written_for_some_looks_nobody_waits_before_something_is() {
        cache.put("b", "x");
        assertThat(cache.stats().degradedPuts()).isEqualTo(1);
        looks = 0;
        cache.put("c", "x");
        assertThat(cache.stats().degradedPuts()).isEqualTo(2);
        assertThat(looks).isLessThan(FEW_LOOKS);
        mayWrite.give();
        cache.flush();
        cache.put("c", "after");
        assertThat(cache.find("c", String.class)).contains("after");
    }
}
