package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.Sync;
import io.litestack.core.WriteOptions;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads are interrupted wherever they may be. What they are answered is true, their flag is set afterwards, and neither the
 * writer nor the log's descriptor (which Java closes under an interrupted thread, if one lets it) comes to harm.
 */
@Timeout(120)
class InterruptedThreadTest {
    @TempDir
    Path folder;

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(
                StoreConfig.builder(folder.resolve("app.db")).sync(Sync.FULL).build());
        Pairs.createTables(store);
    }

    @AfterEach
    void all_is_well_afterwards() {
        assertThat(Thread.interrupted()).isFalse();
        Pairs.write(store, 90_001, 10);
        Pairs.execute(store, 90_002, 10);
        Pairs.submit(store, 90_003, 10).join();
        Pairs.verify(store, List.of(90_001L, 90_002L, 90_003L));
        store.close();
    }

    @Test
    void an_interrupted_thread_that_need_not_wait_writes_and_flushes_as_ever() {
        interrupted(() -> Pairs.write(store, 1, 10));
        interrupted(() -> Pairs.write(store, WriteOptions.synced(), 2, 10));
        interrupted(() -> Pairs.execute(store, 3, 10));
        CompletableFuture<Long> queued = interrupted(() -> Pairs.submit(store, 4, 10));

        queued.join();
        Pairs.verify(store, List.of(1L, 2L, 3L, 4L));
    }

    private static void interrupted(Runnable write) {
        interrupted(() -> {
            write.run();
            return true;
        });
    }

    /** Writes on an interrupted thread, again if it had to wait, since the maintenance was just writing. */
    private static <T> T interrupted(Supplier<T> write) {
        while (true) {
            Thread.currentThread().interrupt();
            try {
                return write.get();
            } catch (StoreInterruptedException e) {
                assertThat(e).hasMessageContaining("nothing was stored");
            } finally {
                assertThat(Thread.interrupted()).as("the flag").isTrue();
            }
        }
    }

    @Test
    void waiting_for_the_writer_ends_and_nothing_is_stored() {
        whileTheWriterIsHeld(() -> {
            assertGivesUp(() -> Pairs.write(store, 1, 10));
            assertGivesUp(() -> Pairs.execute(store, 2, 10));
        });

        assertThat(Pairs.verify(store, Set.of())).isEmpty();
    }

    @Test
    void waiting_for_another_process_ends_and_nothing_is_stored() {
        try (ForeignProcess foreign = ForeignProcess.open(folder, folder.resolve("app.db"))) {
            foreign.run("begin immediate");
            assertGivesUp(() -> Pairs.write(store, 1, 10));
            assertGivesUp(() -> Pairs.execute(store, 2, 10));
        }

        assertThat(Pairs.verify(store, Set.of())).isEmpty();
    }

    @Test
    void a_statement_is_not_ended_by_an_interrupt() {
        long rows = store.write(tx -> {
            Thread.currentThread().interrupt();
            tx.execute("insert into right_half(id) with recursive n(i) as"
                    + " (select 1 union all select i + 1 from n where i < 50000) select i from n");
            return tx.execute("insert into left_half(id) select id from right_half");
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(rows).isEqualTo(50_000);
        assertThat(Pairs.stored(store)).hasSize(50_000);
    }

    @Test
    void an_interrupt_in_the_midst_of_a_statement_does_not_end_it_either() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            store.useWrite(tx -> {
                begun.countDown();
                tx.execute("insert into right_half(id) with recursive n(i) as"
                        + " (select 1000001 union all select i + 1 from n where i < 1300000) select i from n");
                tx.execute("insert into left_half(id) select id from right_half");
            });
            flag.complete(Thread.interrupted());
        });
        writer.start();
        begun.await();
        writer.interrupt();

        assertThat(flag.join()).isTrue();
        assertThat(Pairs.stored(store)).hasSize(300_000);
    }

    @Test
    @Requires(Facility.STRACE)
    void waiting_for_the_flush_goes_on_to_its_end() throws Exception {
        Path log = Shell.log(folder.resolve("app.db"));
        try (Faults slowDisk = Faults.here(log, "fsync:delay_enter=300000")) {
            for (int i = 0; i < 3; i++) {
                long first = 10L * i;
                Thread[] writers = {
                    interruptedInTheFlush(first + 1, id -> Pairs.write(store, id, 10)),
                    interruptedInTheFlush(first + 2, id -> Pairs.execute(store, id, 10)),
                    interruptedInTheFlush(first + 3, id -> Pairs.write(store, WriteOptions.synced(), id, 10))
                };
                for (Thread writer : writers) {
                    writer.join();
                }
            }
            assertThat(slowDisk.end()).isGreaterThanOrEqualTo(3);
        }
        Pairs.verify(store, List.of(1L, 2L, 3L, 11L, 12L, 13L, 21L, 22L, 23L));
        assertThat(failures).isEmpty();
    }

    @Test
    @Requires(Facility.STRACE)
    void closing_by_an_interrupted_thread_still_completes_what_was_queued() {
        List<CompletableFuture<Long>> queued = new ArrayList<>();
        Path log = Shell.log(folder.resolve("app.db"));
        try (Faults slowDisk = Faults.here(log, "fsync:delay_enter=300000")) {
            for (long id = 1; id <= 1000; id++) {
                queued.add(Pairs.submit(store, id, 1000));
            }
            Thread.currentThread().interrupt();
            store.close();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(queued).allSatisfy(it -> assertThat(it).isCompleted());
            assertThat(slowDisk.end()).isGreaterThanOrEqualTo(1);
        }
        open();
        assertThat(Pairs.stored(store)).hasSize(1000);
    }

    /** The commit is visible before its flush has ended: that is when the thread is interrupted. */
    private Thread interruptedInTheFlush(long id, LongConsumer write) {
        CompletableFuture<Void> isInterrupted = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            Throwable failure = catchThrowable(() -> write.accept(id));
            isInterrupted.join();
            if (failure != null) {
                failures.add(failure);
            }
            if (!Thread.interrupted()) {
                failures.add(new AssertionError("the flag is gone"));
            }
        });
        writer.start();
        while (!Pairs.stored(store).contains(id)) {
            Thread.onSpinWait();
        }
        writer.interrupt();
        isInterrupted.complete(null);
        return writer;
    }

    private static void assertGivesUp(Runnable write) {
        Thread.currentThread().interrupt();
        Throwable failure = catchThrowable(write::run);

        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(failure).isInstanceOf(StoreInterruptedException.class).hasMessageContaining("nothing was stored");
    }

    private void whileTheWriterIsHeld(Runnable action) {
        CompletableFuture<Void> held = new CompletableFuture<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        CompletableFuture<Void> holder = CompletableFuture.runAsync(() -> store.useWrite(tx -> {
            held.complete(null);
            over.join();
        }));
        held.join();
        try {
            action.run();
        } finally {
            over.complete(null);
            holder.join();
        }
    }
}
