package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.Checkpoint;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StorageFullException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk fills up under a store, and is freed again. */
@Requires(Facility.MOUNT)
@Timeout(120)
class FullDiskTest {
    private static final int PAYLOAD_BYTES = 20_000;
    private static final int FRAMES_OF_FIRST_PART = 4062;

    @TempDir
    Path folder;

    private SmallDisk disk;

    @BeforeEach
    void mount() {
        disk = SmallDisk.mount(folder, 40_000);
    }

    @AfterEach
    void unmount() {
        disk.close();
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void a_transaction_that_finds_no_room_says_so_and_is_not_stored(Sync sync) {
        try (Store store = open(sync)) {
            disk.fillUpTo(100);
            Set<Long> stored = new HashSet<>();
            Throwable full = writeUntilItFails(stored, id -> Pairs.write(store, id, PAYLOAD_BYTES));

            assertSaysFull(full);
            assertThat(Pairs.verify(store, stored)).isEqualTo(stored);
            assertWorksOnceThereIsRoom(store, stored);
        }
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void a_waiting_command_that_finds_no_room_says_so_and_is_not_stored(Sync sync) {
        try (Store store = open(sync)) {
            disk.fillUpTo(100);
            Set<Long> stored = new HashSet<>();
            Throwable full = writeUntilItFails(stored, id -> Pairs.execute(store, id, PAYLOAD_BYTES));

            assertSaysFull(full);
            assertThat(Pairs.verify(store, stored)).isEqualTo(stored);
            assertWorksOnceThereIsRoom(store, stored);
        }
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void everyone_in_a_batch_that_finds_no_room_learns_so_and_nothing_of_it_is_stored(Sync sync) {
        try (Store store = open(sync)) {
            disk.fillUpTo(100);
            List<CompletableFuture<Long>> batch = new ArrayList<>();
            store.useWrite(tx -> {
                // the writer's lock is held: they all queue up behind it
                for (long id = 1; id <= 15; id++) {
                    batch.add(Pairs.submit(store, id, 3 * PAYLOAD_BYTES));
                }
            });

            assertThat(batch).allSatisfy(future -> assertSaysFull(failureOf(future)));
            assertThat(Pairs.verify(store, Set.of())).isEmpty();
            assertWorksOnceThereIsRoom(store, Set.of());
        }
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void a_transaction_larger_than_the_room_is_undone_wholly_even_if_its_work_swallows_the_error(Sync sync) {
        try (Store store = open(sync)) {
            disk.fillUpTo(100);
            Throwable full = catchThrowable(() -> store.useWrite(tx -> {
                for (long id = 1; id <= 800; id++) {
                    try {
                        tx.execute("insert into left_half(id, payload) values (?, zeroblob(?))", id, PAYLOAD_BYTES);
                    } catch (StorageFullException e) {
                        // as if it did not matter
                    } catch (StoreException e) {
                        assertThat(e).hasMessageContaining("ended by an earlier error");
                    }
                }
            }));

            assertSaysFull(full);
            assertThat(Pairs.verify(store, Set.of())).isEmpty();
            assertWorksOnceThereIsRoom(store, Set.of());
        }
    }

    @Test
    void what_was_refused_does_not_come_back_after_a_crash() {
        try (Store store = open(Sync.NORMAL)) {
            disk.fillUpTo(100);
            Set<Long> stored = new HashSet<>();
            assertSaysFull(writeUntilItFails(stored, id -> Pairs.write(store, id, PAYLOAD_BYTES)));

            assertThat(Pairs.verify(Shell.crashImage(file(), folder), stored)).isEqualTo(stored);
        }
    }

    /**
     * The shared memory must grow when the log's index needs a further part of it, and finds no room when the log itself has
     * just been written: that commit is refused, and would be there after a crash.
     */
    @Test
    void a_commit_whose_frames_are_written_but_not_indexed_is_not_said_to_be_gone() throws Exception {
        StoreConfig config =
                StoreConfig.builder(file()).checkpoint(Checkpoint.EXTERNAL).build();
        try (Store store = Store.open(config)) {
            store.execute("create table counter(n integer)");
            store.execute("insert into counter(n) values (0)");
            long acknowledged = 0;
            while (frames() < FRAMES_OF_FIRST_PART - 2) {
                store.execute("update counter set n = n + 1");
                acknowledged++;
            }
            disk.fillUpTo(5);
            Throwable refused = null;
            while (refused == null) {
                refused = catchThrowable(() -> store.execute("update counter set n = n + 1"));
                acknowledged += refused == null ? 1 : 0;
            }

            assertThat(refused).isInstanceOf(OutcomeUnknownException.class).hasMessageContaining("full");
            assertThat(counter(store)).isEqualTo(acknowledged);
            try (Store image = Store.open(Shell.crashImage(file(), folder))) {
                assertThat(counter(image)).isIn(acknowledged, acknowledged + 1);
            }
            disk.makeRoom();
            store.execute("update counter set n = n + 1");
            assertThat(counter(store)).isEqualTo(acknowledged + 1);
        }
    }

    @Test
    void opening_a_new_file_on_a_full_disk_says_so() {
        disk.fillUpTo(0);

        assertThatThrownBy(() -> Store.open(file()))
                .isInstanceOf(StorageFullException.class)
                .hasMessageContaining(file().toString());
        disk.makeRoom();
        try (Store store = open(Sync.FULL)) {
            Pairs.write(store, 1, 10);
        }
    }

    private Path file() {
        return disk.folder().resolve("app.db");
    }

    private Store open(Sync sync) {
        Store store = Store.open(StoreConfig.builder(file()).sync(sync).build());
        Pairs.createTables(store);
        return store;
    }

    /** One of the ways to write a unit. */
    private interface Way {
        void write(long id);
    }

    private static Throwable writeUntilItFails(Set<Long> stored, Way way) {
        for (long id = 1; id < 10_000; id++) {
            try {
                way.write(id);
                stored.add(id);
            } catch (RuntimeException e) {
                return e;
            }
        }
        throw new AssertionError("the disk does not get full");
    }

    private static void assertSaysFull(Throwable failure) {
        assertThat(failure)
                .isInstanceOf(StorageFullException.class)
                .hasMessageContaining("app.db")
                .hasMessageContaining("nothing")
                .hasMessageContaining("stored");
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        Throwable failure = catchThrowable(future::join);
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private void assertWorksOnceThereIsRoom(Store store, Set<Long> before) {
        disk.makeRoom();
        Set<Long> expected = new HashSet<>(before);
        expected.addAll(List.of(90_001L, 90_002L, 90_003L));
        Pairs.write(store, 90_001, PAYLOAD_BYTES);
        Pairs.execute(store, 90_002, PAYLOAD_BYTES);
        Pairs.submit(store, 90_003, PAYLOAD_BYTES).join();
        assertThat(Pairs.verify(store, expected)).isEqualTo(expected);
    }

    private long frames() throws Exception {
        return Files.size(Shell.log(file())) / (4096 + 24);
    }

    private static long counter(Store store) {
        return store.queryFirst("select n from counter", row -> row.getLong(1)).orElseThrow();
    }
}
