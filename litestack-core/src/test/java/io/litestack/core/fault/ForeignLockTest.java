package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.Store;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.WriteOptions;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Pairs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A foreign program holds the file's write lock for longer than we wait. */
@Timeout(120)
class ForeignLockTest {
    private static final Duration DEADLINE = Duration.ofMillis(1000);
    private static final Duration SLACK = Duration.ofMillis(400);
    private static final int MOST_TRIES = 10;

    @TempDir
    Path folder;

    private Store store;
    private ForeignProcess foreign;

    @BeforeEach
    void lock_the_file() {
        Path file = folder.resolve("app.db");
        store = Store.open(StoreConfig.builder(file).waitTimeout(DEADLINE).build());
        Pairs.createTables(store);
        Pairs.write(store, 1, 10);
        foreign = ForeignProcess.open(folder, file);
        foreign.run("begin immediate");
    }

    @AfterEach
    void close() {
        foreign.close();
        store.close();
    }

    @Test
    void a_transaction_fails_at_its_deadline_and_all_is_well_afterwards() {
        inTime(() -> failsInTime(() -> Pairs.write(store, 2, 10)));
        assertWorksOnceReleased();
    }

    @Test
    void a_transactions_own_deadline_counts_before_the_stores() {
        WriteOptions own = WriteOptions.standard().withWaitTimeout(Duration.ofMillis(50));
        inTime(() -> {
            long start = System.nanoTime();
            Throwable refused = catchThrowable(() -> Pairs.write(store, own, 2, 10));

            assertRefusedInTime(refused, start, Duration.ofMillis(50));
        });
    }

    @Test
    void a_waiting_command_fails_at_its_deadline_and_all_is_well_afterwards() {
        inTime(() -> failsInTime(() -> Pairs.execute(store, 2, 10)));
        assertWorksOnceReleased();
    }

    @Test
    void each_of_several_waiting_threads_fails_at_its_own_deadline() {
        inTime(() -> {
            List<Background<Void>> threads = List.of(
                    Background.run("second", () -> failsInTime(() -> Pairs.write(store, 2, 10))),
                    Background.run("third", () -> failsInTime(() -> Pairs.execute(store, 3, 10))),
                    Background.run("fourth", () -> failsInTime(() -> Pairs.write(store, 4, 10))),
                    Background.run("fifth", () -> failsInTime(() -> Pairs.execute(store, 5, 10))));

            threads.forEach(Background::join);
        });
        assertWorksOnceReleased();
    }

    @Test
    void each_queued_command_fails_at_its_own_deadline_and_all_is_well_afterwards() {
        inTime(() -> {
            long start = System.nanoTime();
            CompletableFuture<Long> first = Pairs.submit(store, 2, 10);
            halfTheDeadlinePasses();
            long laterStart = System.nanoTime();
            CompletableFuture<Long> later = Pairs.submit(store, 3, 10);

            assertRefusedInTime(failureOf(first), start, DEADLINE);
            assertRefusedInTime(failureOf(later), laterStart, DEADLINE);
        });
        assertWorksOnceReleased();
    }

    @Test
    void whoever_waits_goes_on_as_soon_as_the_lock_is_free() {
        CompletableFuture<Long> queued = Pairs.submit(store, 2, 10);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> Pairs.write(store, 3, 10));
        foreign.run("commit");

        queued.join();
        waiting.join();
        assertThat(Pairs.stored(store)).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void reading_goes_on_beside_the_lock() {
        assertThat(Pairs.stored(store)).containsExactly(1L);
    }

    /** What came right, and later than a quiet machine lets it come. */
    private static final class LateError extends AssertionError {
        private static final long serialVersionUID = 1L;

        LateError(Duration waited) {
            super("it waited for " + waited);
        }
    }

    /** A machine that is busy with other things gets a few attempts. */
    private static void inTime(Runnable attempt) {
        for (int tries = 1; ; tries++) {
            try {
                attempt.run();
                return;
            } catch (LateError e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    private void failsInTime(Runnable write) {
        long start = System.nanoTime();
        assertRefusedInTime(catchThrowable(write::run), start, DEADLINE);
    }

    private static void assertRefusedInTime(Throwable refused, long start, Duration deadline) {
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        assertThat(refused)
                .isInstanceOf(StoreBusyException.class)
                .hasMessageContaining("app.db")
                .hasMessageContaining("nothing was stored");
        assertThat(waited).as("how long it waited").isGreaterThanOrEqualTo(deadline);
        if (waited.compareTo(deadline.plus(SLACK)) > 0) {
            throw new LateError(waited);
        }
    }

    /** A write with a shorter patience is the clock. */
    private void halfTheDeadlinePasses() {
        WriteOptions halfAsPatient = WriteOptions.standard().withWaitTimeout(DEADLINE.dividedBy(2));
        assertThatThrownBy(() -> Pairs.write(store, halfAsPatient, 99, 10)).isInstanceOf(StoreBusyException.class);
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        Throwable failure = catchThrowable(future::join);
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private void assertWorksOnceReleased() {
        assertThat(Pairs.stored(store)).containsExactly(1L);
        foreign.run("commit");
        Pairs.write(store, 11, 10);
        Pairs.execute(store, 12, 10);
        Pairs.submit(store, 13, 10).join();
        assertThat(Pairs.verify(store, List.of(1L, 11L, 12L, 13L))).hasSize(4);
    }
}
