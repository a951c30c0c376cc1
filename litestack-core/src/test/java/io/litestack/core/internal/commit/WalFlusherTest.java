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
@Timeout(30)
@ExtendWith({LeakCheck.class, Seed.class})
class WalFlusherTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    Path folder;

    private final Recorder listener = new Recorder();
    private final AtomicLong lastCommit = new AtomicLong();
    private final AtomicInteger progress = new AtomicInteger();
    private Path log;
    private WalFlusher sync;
    private volatile @Nullable StoreException loss;

    @BeforeEach
    void open() throws IOException {
        log = Files.createFile(folder.resolve("app.db-wal"));
        sync = new WalFlusher(
                new StoreContext(StoreConfig.builder(folder.resolve("app.db"))
                        .listener(listener)
                        .build()),
                lastCommit::get,
                () -> loss,
                progress::incrementAndGet);
    }

    @AfterEach
    void close() {
        sync.close();
    }

    private long syncs() {
        return sync.figures()[0];
    }

    @Test
    void a_flush_covers_all_commits_before_it_and_none_after_it() {
        lastCommit.set(3);
        assertThat(sync.stateOf(2)).isEqualTo(WalFlusher.State.PENDING);
        sync.await(2, LONG);
        assertThat(sync.stateOf(3)).isEqualTo(WalFlusher.State.SYNCED);
        assertThat(sync.stateOf(4)).isEqualTo(WalFlusher.State.PENDING);
        sync.await(1, LONG);
        sync.await(3, LONG);
        assertThat(syncs()).isEqualTo(1);
        assertThat(progress).hasPositiveValue();
    }

    @Test
    void what_an_earlier_process_may_have_left_unflushed_is_flushed_once() {
        sync.await(0, LONG);
        sync.await(0, LONG);
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
                                sync.request(commit);
                            } else if (own.nextBoolean()) {
                                sync.await(commit, LONG);
                                assertThat(sync.stateOf(commit)).isEqualTo(WalFlusher.State.SYNCED);
                            } else {
                                sync.awaitOthers(commit, LONG);
                                assertThat(sync.stateOf(commit)).isEqualTo(WalFlusher.State.SYNCED);
                            }
                        }
                    });
                })
                .toList();
        threads.forEach(Background::result);
        sync.await(lastCommit.get(), LONG);
        assertThat(syncs()).isLessThanOrEqualTo(801);
    }

    @Test
    void a_log_that_has_disappeared_fails_all_who_wait_and_is_told_once() throws IOException {
        Files.delete(log);
        lastCommit.set(2);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> sync.await(2, LONG))
                    .withMessageContaining("app.db-wal")
                    .withMessageContaining("the commit is made and visible");
        }
        assertThat(sync.isPoisoned()).isTrue();
        assertThat(sync.stateOf(1)).isEqualTo(WalFlusher.State.UNKNOWN);
        assertThat(listener.syncFailures).hasSize(1);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(sync::refuseIfPoisoned)
                .withMessageContaining("writes")
                .withMessageContaining("refused");
    }

    @Test
    void no_flush_counts_after_a_failure_until_the_log_was_rebuilt() throws IOException {
        lastCommit.set(1);
        sync.await(1, LONG);
        sync.poison(new IOException("hole"));
        lastCommit.set(2);
        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> sync.await(2, LONG))
                .withMessageContaining("hole");
        assertThat(sync.stateOf(1)).as("covered before").isEqualTo(WalFlusher.State.SYNCED);
        sync.recovered();
        assertThat(sync.isPoisoned()).isFalse();
        sync.refuseIfPoisoned();
        sync.await(2, LONG);
        lastCommit.set(3);
        sync.await(3, LONG);
        assertThat(sync.stateOf(3)).isEqualTo(WalFlusher.State.SYNCED);
    }

    @Test
    void a_flush_of_a_file_that_is_lost_counts_for_nobody_and_its_cause_is_named() {
        loss = new StoreException("app.db was removed", null);
        lastCommit.set(1);

        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> sync.await(1, LONG))
                .withMessageContaining("app.db was removed")
                .withMessageNotContaining("Check the disk");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(sync::refuseIfPoisoned)
                .withMessage("app.db was removed");
    }

    @Test
    void after_the_close_what_is_covered_stays_so_and_what_is_not_is_unknown() {
        lastCommit.set(1);
        sync.await(1, LONG);
        sync.close();
        sync.close();
        sync.await(1, LONG);
        lastCommit.set(2);
        assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> sync.await(2, LONG));
    }
}
