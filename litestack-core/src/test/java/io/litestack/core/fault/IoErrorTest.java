package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.StoreListener;
import io.litestack.core.Sync;
import io.litestack.core.WriteOptions;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.StoreEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk answers a write to the log, or its flush, with an I/O error. */
@Requires(Facility.STRACE)
@Timeout(120)
class IoErrorTest {
    /** A loop that doubles its rest after each failure would be in the midst of one of 1.6 s then. */
    private static final long FAULT_NANOS = 1_700_000_000L;

    @TempDir
    Path folder;

    private final StoreEvents heard = new StoreEvents();

    // Writing.

    @ParameterizedTest
    @EnumSource(Sync.class)
    void an_error_at_a_commits_write_leaves_that_outcome_unknown_and_the_next_one_works(Sync sync) {
        try (Store store = open(sync)) {
            Pairs.write(store, 1, 10);
            try (Faults eio = Faults.here(log(), "pwrite64:error=EIO:when=1")) {
                assertThatThrownBy(() -> Pairs.write(store, 2, 10))
                        .isInstanceOf(OutcomeUnknownException.class)
                        .hasMessageContaining("app.db")
                        .hasMessageContaining("may or may not be there");
                assertThat(eio.end()).isGreaterThanOrEqualTo(1);
            }
            assertWorks(store, Set.of(1L), Set.of(2L));
        }
    }

    @Test
    void a_disk_that_fails_for_ever_acknowledges_nothing_is_still_read_and_works_again_when_it_does() {
        try (Store store = open(Sync.FULL)) {
            Pairs.write(store, 1, 10);
            try (Faults eio = Faults.here(log(), "pwrite64:error=EIO")) {
                assertThatThrownBy(() -> Pairs.write(store, 2, 10)).isInstanceOf(OutcomeUnknownException.class);
                assertThatThrownBy(() -> Pairs.execute(store, 3, 10)).isInstanceOf(OutcomeUnknownException.class);
                assertThat(failureOf(Pairs.submit(store, 4, 10))).isInstanceOf(OutcomeUnknownException.class);
                assertThat(Pairs.stored(store)).containsExactly(1L);
                assertThat(eio.end()).isGreaterThanOrEqualTo(3);
            }
            assertWorks(store, Set.of(1L), Set.of(2L, 3L, 4L));
        }
    }

    @Test
    void everyone_in_a_batch_whose_write_fails_learns_that_the_outcome_is_unknown() {
        try (Store store = open(Sync.NORMAL)) {
            List<CompletableFuture<Long>> batch = new ArrayList<>();
            try (Faults eio = Faults.here(log(), "pwrite64:error=EIO:when=3")) {
                store.read(view -> {
                    store.useWrite(tx -> {
                        for (long id = 1; id <= 10; id++) {
                            batch.add(Pairs.submit(store, id, 10));
                        }
                    });
                    return batch;
                });
                assertThat(batch)
                        .allSatisfy(it -> assertThat(failureOf(it)).isInstanceOf(OutcomeUnknownException.class));
                assertThat(eio.end()).isGreaterThanOrEqualTo(1);
            }
            assertWorks(store, Set.of(), ids(1, 10));
        }
    }

    @Test
    void neither_kind_of_hook_runs_when_the_outcome_is_unknown() {
        List<String> ran = new ArrayList<>();
        try (Store store = open(Sync.NORMAL);
                Faults eio = Faults.here(log(), "pwrite64:error=EIO:when=1")) {
            assertThatThrownBy(() -> store.useWrite(tx -> {
                        tx.afterCommit(() -> ran.add("committed"));
                        tx.afterRollback(() -> ran.add("rolled back"));
                        tx.execute("insert into right_half(id) values (1)");
                    }))
                    .isInstanceOf(OutcomeUnknownException.class);
            assertThat(eio.end()).isGreaterThanOrEqualTo(1);
            assertThat(ran).isEmpty();
        }
    }

    // Flushing.

    @Test
    void a_failed_flush_leaves_the_outcome_unknown_for_all_who_share_it_until_the_log_is_rebuilt() {
        try (Store store = open(Sync.FULL)) {
            Pairs.write(store, 1, 10);
            Set<Long> unknown = new HashSet<>();
            for (long firstId = 10; unknown.size() < 2; firstId += 20) {
                // now and then the maintenance has a flush of its own, and is the one who meets the error
                unknown.addAll(writeWhileFlushesFail(store, firstId));
                heard.await("sync-recovery");
            }
            assertWorks(store, Set.of(1L), unknown);
        }
    }

    /** Many write at the same time. No success is reported; returns the units of unknown outcome. */
    private Set<Long> writeWhileFlushesFail(Store store, long firstId) {
        Set<Long> unknown = ConcurrentHashMap.newKeySet();
        try (Faults eio = Faults.here(log(), "fsync:error=EIO:delay_enter=100000")) {
            List<CompletableFuture<Void>> writes = new ArrayList<>();
            for (long id = firstId; id < firstId + 8; id++) {
                long own = id;
                writes.add(CompletableFuture.runAsync(() -> Pairs.write(store, own, 10)));
            }
            writes.add(Pairs.submit(store, firstId + 8, 10).thenAccept(id -> {}));
            for (int i = 0; i < writes.size(); i++) {
                Throwable failure = failureOf(writes.get(i));
                assertThat(failure).isInstanceOf(StoreException.class);
                if (failure instanceof OutcomeUnknownException) {
                    unknown.add(firstId + i);
                }
            }
            heard.await("sync-failure");
            assertRefused(catchThrowable(() -> Pairs.write(store, firstId + 10, 10)));
            assertRefused(catchThrowable(() -> Pairs.execute(store, firstId + 11, 10)));
            assertRefused(failureOf(Pairs.submit(store, firstId + 12, 10)));
            assertThat(eio.end()).isGreaterThanOrEqualTo(1);
        }
        return unknown;
    }

    @Test
    void a_failed_flush_of_a_synced_write_at_normal_is_no_different() {
        try (Store store = open(Sync.NORMAL)) {
            try (Faults eio = Faults.here(log(), "fsync:error=EIO:when=1")) {
                Pairs.write(store, 1, 10);
                assertThatThrownBy(() -> Pairs.write(store, WriteOptions.synced(), 2, 10))
                        .isInstanceOf(OutcomeUnknownException.class);
                heard.await("sync-recovery");
                assertThat(eio.end()).isGreaterThanOrEqualTo(1);
            }
            assertWorks(store, Set.of(1L), Set.of(2L));
        }
    }

    @Test
    void whoever_hears_that_the_log_was_rebuilt_may_write_at_once() {
        CompletableFuture<Store> opened = new CompletableFuture<>();
        CompletableFuture<Void> written = new CompletableFuture<>();
        StoreListener writing = new StoreListener() {
            @Override
            public void onSyncRecovery(Path file) {
                try {
                    Pairs.write(opened.join(), 3, 10);
                    written.complete(null);
                } catch (RuntimeException e) {
                    written.completeExceptionally(e);
                }
            }
        };
        try (Store store = open(Sync.FULL, writing)) {
            opened.complete(store);
            try (Faults eio = Faults.here(log(), "fsync:error=EIO:when=1")) {
                assertThatThrownBy(() -> Pairs.write(store, 2, 10)).isInstanceOf(OutcomeUnknownException.class);
                eio.end();
            }
            written.join();
            Pairs.verify(store, Set.of(3L));
        }
    }

    /** Linux tells of a failed flush once: a later one of the same file succeeds, over a hole. */
    @Test
    void a_failed_flush_of_the_log_by_a_checkpoint_poisons_it_as_well() {
        try (Store store = open(Sync.NORMAL)) {
            try (Faults eio = Faults.here(log(), "fsync:error=EIO:when=1")) {
                writeUntilHeard(store, "sync-failure");
                heard.await("sync-failure");
                heard.await("sync-recovery");
                assertThat(eio.end()).isGreaterThanOrEqualTo(1);
            }
            Pairs.write(store, WriteOptions.synced(), 100_000, 10);
            Pairs.verify(store, Set.of(1L, 100_000L));
        }
    }

    @Test
    void writes_work_within_a_second_of_the_disk_even_if_the_fault_has_lasted() {
        try (Store store = open(Sync.FULL)) {
            try (Faults eio = Faults.here(log(), "fsync:error=EIO")) {
                assertThatThrownBy(() -> Pairs.write(store, 1, 10)).isInstanceOf(StoreException.class);
                refusedFor(store, FAULT_NANOS);
                assertThat(eio.end()).isGreaterThanOrEqualTo(1);
            }
            long start = System.nanoTime();
            while (catchThrowable(() -> Pairs.write(store, 3, 10)) != null) {
                // a second, and some more for a machine that is busy
                assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
            }
        }
    }

    private static void refusedFor(Store store, long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            assertRefused(catchThrowable(() -> Pairs.write(store, 2, 10)));
        }
    }

    /** Writes so much that a checkpoint comes; once it has failed, writes may be refused. */
    private void writeUntilHeard(Store store, String event) {
        for (long id = 1; heard.all().stream().noneMatch(it -> it.startsWith(event)); id++) {
            long own = id;
            assertThat(catchThrowable(() -> Pairs.write(store, own, 200_000)))
                    .satisfiesAnyOf(it -> assertThat(it).isNull(), IoErrorTest::assertRefused);
        }
    }

    private Store open(Sync sync) {
        return open(sync, heard);
    }

    private Store open(Sync sync, StoreListener listener) {
        Store store = Store.open(StoreConfig.builder(folder.resolve("app.db"))
                .sync(sync)
                .listener(listener)
                .build());
        Pairs.createTables(store);
        return store;
    }

    private Path log() {
        return Shell.log(folder.resolve("app.db"));
    }

    private static void assertRefused(Throwable failure) {
        assertThat(failure)
                .isInstanceOf(StoreException.class)
                .isNotInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("app.db-wal")
                .hasMessageContaining("refused");
    }

    /** Everything works again, and what a crash now would leave behind holds all that was ever acknowledged. */
    private void assertWorks(Store store, Set<Long> acknowledged, Set<Long> unknown) {
        List<Long> expected = new ArrayList<>(acknowledged);
        expected.addAll(List.of(90_001L, 90_002L, 90_003L));
        Pairs.write(store, 90_001, 10);
        Pairs.execute(store, 90_002, 10);
        Pairs.submit(store, 90_003, 10).join();
        List<Long> possible = new ArrayList<>(expected);
        possible.addAll(unknown);
        assertThat(Pairs.verify(store, expected)).isSubsetOf(possible);
        assertThat(Pairs.verify(Shell.crashImage(folder.resolve("app.db"), folder), expected))
                .isSubsetOf(possible);
    }

    private static Set<Long> ids(long first, long last) {
        Set<Long> ids = ConcurrentHashMap.newKeySet();
        for (long id = first; id <= last; id++) {
            ids.add(id);
        }
        return ids;
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        Throwable failure = catchThrowable(future::join);
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }
}
