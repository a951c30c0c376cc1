package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StorageFullException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.SmallDisk;
import io.litestack.core.testkit.StoreEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The disk is so full that the log cannot be copied: what is freed is used for that first, and writes work again at once. With a
 * disk that stays full for twenty seconds:
 *
 * <pre>{@code
 * mvn test -pl litestack-core -Dtest=FullDiskCheckpointTest -Dlitestack.soak=20
 * }</pre>
 */
@Requires(Facility.MOUNT)
@Timeout(120)
class FullDiskCheckpointTest {
    private static final int PAYLOAD_BYTES = 20_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long FULL_NANOS = Integer.getInteger("litestack.soak", 1) * SECOND;
    private static final long LITTLE_BYTES = 1_000_000;

    @TempDir
    Path folder;

    private final StoreEvents heard = new StoreEvents();
    private final Set<Long> stored = new HashSet<>();
    private SmallDisk disk;
    private long lastId;

    @BeforeEach
    void mount() {
        disk = SmallDisk.mount(folder, 120_000);
    }

    @AfterEach
    void unmount() {
        disk.close();
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void writes_work_within_a_second_of_room_being_there(Sync sync) {
        try (Store store = open(sync)) {
            writeUntilTheLogCannotBeCopied(store);
            writeInVainFor(store, FULL_NANOS);
            disk.makeRoom();
            writesWorkWithinASecond(store);
            // more than the log may hold
            for (int i = 0; i < 3_000; i++) {
                assertThat(isWritten(store)).isTrue();
            }
            assertThat(logBytes()).isLessThanOrEqualTo(64_000_000);
            assertThat(Pairs.verify(store, stored)).isEqualTo(stored);
        }
    }

    @Test
    void the_log_does_not_take_the_room_that_the_checkpoint_needs() {
        try (Store store = open(Sync.NORMAL)) {
            writeUntilTheLogCannotBeCopied(store);
            long before = logBytes();
            disk.makeRoom(300);
            writeInVainFor(store, SECOND / 4);
            assertThat(logBytes()).isLessThanOrEqualTo(before + LITTLE_BYTES);
            disk.makeRoom();
            writesWorkWithinASecond(store);
        }
    }

    private void writesWorkWithinASecond(Store store) {
        long start = System.nanoTime();
        while (!isWritten(store)) {
            // and some more for a machine that is busy
            assertThat(System.nanoTime() - start).isLessThan(10 * SECOND);
        }
    }

    /** One failure is one report, however often the checkpoint is tried again. */
    @Test
    void a_disk_that_stays_full_is_reported_once() {
        try (Store store = open(Sync.NORMAL)) {
            writeUntilTheLogCannotBeCopied(store);
            writeInVainFor(store, SECOND / 2);
            assertThat(heard.all().stream().filter(it -> it.startsWith("loop-failure")))
                    .hasSize(1);
        }
    }

    private void writeUntilTheLogCannotBeCopied(Store store) {
        disk.fillUpTo(3_000);
        while (heard.all().stream().noneMatch(it -> it.startsWith("loop-failure"))) {
            isWritten(store);
        }
        assertThat(heard.await("loop-failure")).contains("maintenance").contains("SQLITE_FULL");
    }

    private void writeInVainFor(Store store, long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            isWritten(store);
        }
    }

    private boolean isWritten(Store store) {
        long id = ++lastId;
        try {
            Pairs.write(store, id, PAYLOAD_BYTES);
            stored.add(id);
            return true;
        } catch (StorageFullException e) {
            assertThat(e).hasMessageContaining("app.db").hasMessageContaining("nothing was stored");
            return false;
        }
    }

    private Store open(Sync sync) {
        Store store = Store.open(
                StoreConfig.builder(file()).sync(sync).listener(heard).build());
        Pairs.createTables(store);
        return store;
    }

    private Path file() {
        return disk.folder().resolve("app.db");
    }

    private long logBytes() {
        try {
            return Files.size(Shell.log(file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
