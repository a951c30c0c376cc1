package io.litestack.core.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Recorder;
import io.litestack.core.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which flush covers which commit, and what a flush that fails leaves behind. */
@Timeout(120)
@ExtendWith({LeakCheck.class, Seed.class})
class WalFlusherTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    Path folder;

    private final Recorder listener = new Recorder();
    private final AtomicLong lastCommit = new AtomicLong();
    private final AtomicInteger progress = new AtomicInteger();
    private Path log;
    private WalFlusher flusher;
    private volatile @Nullable StoreException loss;

    @BeforeEach
    void open() throws IOException {
        log = Files.createFile(folder.resolve("app.db-wal"));
        flusher = new WalFlusher(
                new StoreContext(StoreConfig.builder(folder.resolve("app.db"))
                        .listener(listener)
                        .build()),
                lastCommit::get,
                () -> loss,
                progress::incrementAndGet);
    }

    @AfterEach
    void close() {
        flusher.close();
    }

    private long syncs() {
        return flusher.figures()[0];
    }

    @Test
    void a_flush_covers_all_commits_before_it_and_none_after_it() {
        lastCommit.set(3);
        assertThat(flusher.stateOf(2)).isEqualTo(WalFlusher.State.PENDING);
        flusher.await(2, LONG);
        assertThat(flusher.stateOf(3)).isEqualTo(WalFlusher.State.SYNCED);
        assertThat(flusher.stateOf(4)).isEqualTo(WalFlusher.State.PENDING);
        flusher.await(1, LONG);
        flusher.await(3, LONG);
        assertThat(syncs()).isEqualTo(1);
        assertThat(progress).hasPositiveValue();
    }

    @Test
    void what_an_earlier_process_may_have_left_unflushed_is_flushed_once() {
        flusher.await(0, LONG);
        flusher.await(0, LONG);
        assertThat(syncs()).isEqualTo(1);
    }

    @Test
    void many_who_wait_are_all_covered(Random random) {
        List<Background<Void>> threads = IntStream.range(0, 8)
                .mapToObj(i -> {
                    Random own = new Random(random.nextLong());
                    return Background.run("commits " + i, () -> {
                        for (int n = 0; n < 100; n++) {
                            long commit = lastCommit.incrementAndGet();
                            if (own.nextInt(4) == 0) {
                                flusher.request(commit);
                            } else if (own.nextBoolean()) {
                                flusher.await(commit, LONG);
                                assertThat(flusher.stateOf(commit)).isEqualTo(WalFlusher.State.SYNCED);
                            } else {
                                flusher.awaitOthers(commit, LONG);
                                assertThat(flusher.stateOf(commit)).isEqualTo(WalFlusher.State.SYNCED);
                            }
                        }
                    });
                })
                .toList();
        threads.forEach(Background::result);
        flusher.await(lastCommit.get(), LONG);
        assertThat(syncs()).isLessThanOrEqualTo(801);
    }

    @Test
    void a_log_that_has_disappeared_fails_all_who_wait_and_is_reported_once() throws IOException {
        Files.delete(log);
        lastCommit.set(2);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> flusher.await(2, LONG))
                    .withMessageContaining("app.db-wal")
                    .withMessageContaining("the commit is made and visible");
        }
        assertThat(flusher.isPoisoned()).isTrue();
        assertThat(flusher.stateOf(1)).isEqualTo(WalFlusher.State.UNKNOWN);
        assertThat(listener.syncFailures).hasSize(1);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(flusher::refuseIfPoisoned)
                .withMessageContaining("writes")
                .withMessageContaining("refused");
    }

    @Test
    void no_flush_counts_after_a_failure_until_the_log_was_rebuilt() throws IOException {
        lastCommit.set(1);
        flusher.await(1, LONG);
        flusher.poison(new IOException("hole"));
        lastCommit.set(2);
        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> flusher.await(2, LONG))
                .withMessageContaining("hole");
        assertThat(flusher.stateOf(1)).as("covered before").isEqualTo(WalFlusher.State.SYNCED);
        flusher.recovered();
        assertThat(flusher.isPoisoned()).isFalse();
        flusher.refuseIfPoisoned();
        flusher.await(2, LONG);
        lastCommit.set(3);
        flusher.await(3, LONG);
        assertThat(flusher.stateOf(3)).isEqualTo(WalFlusher.State.SYNCED);
    }

    @Test
    void a_flush_of_a_file_that_is_lost_counts_for_nobody_and_its_cause_is_named() {
        loss = new StoreException("app.db was removed", null);
        lastCommit.set(1);

        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> flusher.await(1, LONG))
                .withMessageContaining("app.db was removed")
                .withMessageNotContaining("Check the disk");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(flusher::refuseIfPoisoned)
                .withMessage("app.db was removed");
    }

    @Test
    void after_the_close_what_is_covered_stays_so_and_what_is_not_is_unknown() {
        lastCommit.set(1);
        flusher.await(1, LONG);
        flusher.close();
        flusher.close();
        flusher.await(1, LONG);
        lastCommit.set(2);
        assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> flusher.await(2, LONG));
    }
}
