package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.StoreEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk answers a read of the database file, or what a checkpoint does to it, with an I/O error. */
@Requires(Facility.STRACE)
@Timeout(120)
class DatabaseFileErrorTest {
    private static final int UNITS = 40;
    private static final int PAYLOAD_BYTES = 200_000;

    @TempDir
    Path folder;

    private final StoreEvents heard = new StoreEvents();

    private Path file() {
        return folder.resolve("app.db");
    }

    private Store open() {
        Store store = Store.open(
                StoreConfig.builder(file()).sync(Sync.FULL).listener(heard).build());
        Pairs.createTables(store);
        return store;
    }

    /** Opens a file whose rows are in the database itself, and more than are kept in memory. */
    private Store reopened() {
        try (Store store = open()) {
            for (long id = 1; id <= UNITS; id++) {
                Pairs.write(store, id, PAYLOAD_BYTES);
            }
        }
        assertThat(Shell.log(file())).as("nothing is left in the log").doesNotExist();
        return open();
    }

    private static long readAll(Store store) {
        return store.queryFirst("select sum(length(hex(payload))) from left_half", row -> row.getLong(1))
                .orElseThrow();
    }

    /** SQLite says of a page that cannot be read that the file is malformed. */
    @Test
    void a_read_that_fails_says_so_and_the_next_one_succeeds() {
        try (Store store = reopened()) {
            try (Faults eio = Faults.here(file(), "pread64:error=EIO:when=5+")) {
                assertThatThrownBy(() -> readAll(store))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("app.db")
                        .hasMessageContaining("the disk could not read it");
                assertThat(eio.end()).isGreaterThanOrEqualTo(1);
            }
            assertThat(readAll(store)).isPositive();
            Pairs.verify(store, ids());
        }
    }

    @Test
    void a_disk_that_reads_nothing_any_more_fails_reads_and_writes_and_both_work_when_it_does() {
        try (Store store = reopened()) {
            try (Faults eio = Faults.here(file(), "pread64:error=EIO")) {
                assertThatThrownBy(() -> readAll(store)).isInstanceOf(StoreException.class);
                assertThatThrownBy(() -> store.execute("update left_half set payload = payload || 'x'"))
                        .isInstanceOf(StoreException.class);
                assertThatThrownBy(() -> readAll(store)).isInstanceOf(StoreException.class);
                assertThat(eio.end()).isGreaterThanOrEqualTo(3);
            }
            Pairs.write(store, 5_000, 10);
            List<Long> expected = new ArrayList<>(ids());
            expected.add(5_000L);
            Pairs.verify(store, expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pwrite64", "fsync"})
    void a_checkpoint_that_fails_takes_nothing_and_writing_goes_on(String call) {
        List<Long> written = new ArrayList<>();
        try (Store store = open()) {
            try (Faults eio = Faults.here(file(), call + ":error=EIO:when=1..3")) {
                for (long id = 1; heard.all().stream().noneMatch(DatabaseFileErrorTest::isFailure); id++) {
                    writeIfAllowed(store, id, written);
                }
                assertThat(eio.end()).isGreaterThanOrEqualTo(1);
            }
            Eventually.until("writing works", () -> isWritable(store));
            for (long id = 100_000; id < 100_005; id++) {
                Pairs.write(store, id, PAYLOAD_BYTES);
                written.add(id);
            }
            Pairs.verify(store, written);
        }
        assertThat(Pairs.verify(file(), written)).containsAll(written);
    }

    private static boolean isFailure(String event) {
        return event.startsWith("loop-failure") || event.startsWith("sync-failure");
    }

    private static void writeIfAllowed(Store store, long id, List<Long> written) {
        try {
            Pairs.write(store, id, PAYLOAD_BYTES);
            written.add(id);
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining("app.db");
        }
    }

    private static boolean isWritable(Store store) {
        try {
            store.execute("insert into right_half(id) values (-1)");
            store.execute("delete from right_half where id = -1");
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    private static List<Long> ids() {
        List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= UNITS; id++) {
            ids.add(id);
        }
        return ids;
    }
}
