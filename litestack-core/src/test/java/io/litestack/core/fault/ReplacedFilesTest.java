package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.LitestackException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Foreigner;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.StoreEvents;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files are removed or replaced beneath an open store, or SQLite's locks on them are dropped: writes are refused with the
 * cause. Many more rounds than the few:
 *
 * <pre>{@code
 * mvn test -pl litestack-core -Dtest=ReplacedFilesTest -Dlitestack.soak=500
 * }</pre>
 */
@Requires(Facility.LINUX)
@Timeout(600)
class ReplacedFilesTest {
    private static final int ROUNDS = Integer.getInteger("litestack.soak", 5);

    /** More than fit into the longest time between two looks. */
    private static final int MANY = 100_000;

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private final StoreEvents heard = new StoreEvents();
    private final List<Long> acknowledged = new ArrayList<>();

    private Path file() {
        return folder.resolve("app.db");
    }

    private Path beside(String suffix) {
        return folder.resolve("app.db" + suffix);
    }

    private Store open(Sync sync) {
        Store store = Store.open(
                StoreConfig.builder(file()).sync(sync).listener(heard).build());
        Pairs.createTables(store);
        return store;
    }

    /** Writes until a write is refused. */
    private Throwable refusal(Store store, long firstId) {
        for (long id = firstId; id < firstId + MANY; id++) {
            try {
                Pairs.write(store, id, 10);
                acknowledged.add(id);
            } catch (LitestackException e) {
                return e;
            }
        }
        throw new AssertionError(MANY + " writes were acknowledged");
    }

    @ParameterizedTest
    @CsvSource({
        "NORMAL, '',   was removed",
        "FULL,   '',   was removed",
        "OFF,    '',   was removed",
        "NORMAL, -wal, was removed",
        "FULL,   -wal, was removed",
        "NORMAL, -shm, was removed",
        "FULL,   -shm, was removed"
    })
    void a_file_that_is_removed_ends_all_writing_whichever_it_is(Sync sync, String suffix, String reason) {
        try (Store store = open(sync)) {
            Pairs.write(store, 1, 10);
            Shell.run("rm", beside(suffix));

            assertThat(refusal(store, 2)).hasMessageContaining(file() + "").hasMessageContaining(reason);
            if (sync == Sync.FULL) {
                assertThat(acknowledged).isEmpty();
            }
            assertThat(heard.await("files-lost")).contains(reason);
            assertThatThrownBy(() -> Pairs.execute(store, 100_000_000, 10))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(reason);
            assertThatThrownBy(() -> store.execute("insert into left_half(id) values (0)"))
                    .as("for good")
                    .hasMessageContaining(reason);
        }
        assertThat(heard.all()).filteredOn(it -> it.startsWith("files-lost")).hasSize(1);
    }

    /** As a tool does that restores a folder. */
    @Test
    void a_file_that_is_removed_is_missed_although_the_time_of_its_folder_is_set_back() throws IOException {
        try (Store store = open(Sync.FULL)) {
            long id = 0;
            long end = System.nanoTime() + 100_000_000;
            while (System.nanoTime() < end) { // so long that the state of the folder is known
                Pairs.write(store, ++id, 10);
            }
            FileTime before = Files.getLastModifiedTime(folder);
            Shell.run("rm", beside("-shm"));
            Files.setLastModifiedTime(folder, before);

            assertThat(refusal(store, id + 1)).hasMessageContaining("was removed");
            assertThat(acknowledged).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Sync.class,
            names = {"NORMAL", "FULL"})
    void a_database_that_is_replaced_ends_all_writing_and_its_successor_is_left_alone(Sync sync) {
        Path other = folder.resolve("other.db");
        try (Store successor = Store.open(other)) {
            Pairs.createTables(successor);
            Pairs.write(successor, 77, 10);
        }
        Store store = open(sync);
        Pairs.write(store, 1, 10);
        Shell.run("rm", beside("-wal"), beside("-shm"));
        Shell.run("mv", other, file());
        try (ForeignProcess theirs = ForeignProcess.open(folder, file())) {
            theirs.run("insert into left_half values (78, zeroblob(10))");
            theirs.run("insert into right_half values (78)");

            assertThat(refusal(store, 2)).hasMessageContaining("while it was open");
            store.close();
            assertThat(beside("-wal")).as("the successor's log").isNotEmptyFile();
        }
        assertThat(Pairs.verify(file(), List.of(77L, 78L))).containsExactlyInAnyOrder(77L, 78L);
    }

    @Test
    void what_was_committed_before_its_log_lost_its_name_is_moved_into_the_database() {
        try (Store store = open(Sync.NORMAL)) {
            for (long id = 1; id <= 50; id++) {
                Pairs.write(store, id, 10);
                acknowledged.add(id);
            }
            Shell.run("rm", beside("-wal"));
            refusal(store, 51);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(50);
        Pairs.verify(file(), acknowledged);
    }

    @Test
    void files_that_are_swapped_while_nobody_writes_are_noticed_at_the_close_and_left_alone() {
        Path backup = folder.resolve("backup.db");
        try (Store store = open(Sync.NORMAL)) {
            Pairs.write(store, 1, 10);
            try (ForeignProcess foreign = ForeignProcess.open(folder, file())) {
                foreign.run("vacuum into '" + backup + "'");
            }
            Pairs.write(store, 2, 10);
            Shell.run("rm", beside("-wal"), beside("-shm"));
            Shell.run("mv", backup, file());
        }
        assertThat(heard.await("files-lost")).contains("while it was open");
        assertThat(Pairs.verify(file(), List.of(1L))).containsExactly(1L);
    }

    @Test
    void no_reader_is_opened_on_the_file_that_has_taken_the_place() {
        Path other = folder.resolve("other.db");
        try (Store successor = Store.open(other)) {
            Pairs.createTables(successor);
        }
        try (Store store = open(Sync.NORMAL)) {
            Pairs.write(store, 1, 10);
            Shell.run("mv", other, file());

            assertThatThrownBy(() -> Pairs.stored(store)).hasMessageContaining("was replaced by another file");
        }
    }

    @Test
    void a_transaction_that_was_open_when_its_file_was_removed_is_not_acknowledged_at_full() {
        try (Store store = open(Sync.FULL)) {
            Throwable refused = catchThrowable(() -> store.useWrite(tx -> {
                tx.execute("insert into right_half values (5)");
                Shell.run("rm", file());
            }));
            assertThat(refused).isInstanceOf(StoreException.class).hasMessageContaining("was removed");
        }
    }

    @Test
    void a_flush_between_two_looks_is_not_acknowledged_either() throws IOException {
        // the ticker stands still: no writer looks at the files but who has flushed; the maintenance may, and then it
        // is refused
        try (Store store = Store.open(
                StoreConfig.builder(file()).sync(Sync.FULL).ticker(() -> 0).build())) {
            Pairs.createTables(store);
            Files.move(beside("-wal"), folder.resolve("moved"));

            assertThatThrownBy(() -> Pairs.write(store, 1, 10))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("-wal")
                    .hasMessageContaining("while it was open");
        }
    }

    @Test
    void locks_that_are_dropped_by_a_copy_within_the_process_end_all_writing() throws IOException {
        try (Store store = open(Sync.NORMAL)) {
            Pairs.write(store, 1, 10);
            Files.copy(file(), folder.resolve("copy.db"));

            assertThat(refusal(store, 2))
                    .hasMessageContaining("locks")
                    .hasMessageContaining("Files.copy")
                    .hasMessageContaining("VACUUM INTO");
        }
        Pairs.verify(file(), acknowledged);
    }

    /** The foreign program believes that it is alone, and takes the log and its index away when it ends. */
    @ParameterizedTest
    @EnumSource(
            value = Sync.class,
            names = {"NORMAL", "FULL"})
    void what_was_committed_before_a_foreign_program_took_the_log_away_is_there(Sync sync) throws IOException {
        try (Store store = open(sync)) {
            Pairs.write(store, 1, 10);
            Files.copy(file(), folder.resolve("copy.db"));
            try (ChildJvm foreign = ChildJvm.start(folder, OpenAndClose.class, file())) {
                assertThat(foreign.awaitEnd()).as(foreign.errors()).isZero();
            }

            assertThat(refusal(store, 2)).isInstanceOf(LitestackException.class);
            if (sync == Sync.FULL) {
                assertThat(acknowledged).isEmpty();
            }
        }
        try (ChildJvm next = ChildJvm.start(folder, Verifying.class, file())) {
            next.await("[1]");
        }
    }

    @Test
    void locks_that_are_dropped_by_a_second_sqlite_in_the_process_end_all_writing() throws Exception {
        try (Store store = open(Sync.NORMAL)) {
            Pairs.write(store, 1, 10);
            useThroughAnotherDriver();

            assertThat(refusal(store, 2)).isInstanceOf(StoreException.class);
        }
        try (Store store = Store.open(file())) {
            assertThat(store.integrityCheck()).isEmpty();
        }
    }

    /** As an application does that is deployed in the same server: the driver is loaded again, with its native library. */
    private void useThroughAnotherDriver() throws Exception {
        URL driver = org.sqlite.JDBC.class.getProtectionDomain().getCodeSource().getLocation();
        URL logging =
                org.slf4j.Logger.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader other =
                new URLClassLoader(new URL[] {driver, logging}, ClassLoader.getPlatformClassLoader())) {
            Driver jdbc =
                    (Driver) other.loadClass("org.sqlite.JDBC").getConstructor().newInstance();
            try (Connection connection = jdbc.connect("jdbc:sqlite:" + file(), new Properties());
                    Statement statement = connection.createStatement()) {
                statement.execute("insert into right_half values (-1)");
                statement.execute("delete from right_half where id = -1");
            }
        }
    }

    /** Whatever happens to whichever file at whatever moment: nothing is acknowledged at FULL that is not found again. */
    @Test
    void nothing_acknowledged_is_lost_whatever_is_removed_from_under_a_writer() throws Exception {
        Random random = seed.random();
        String[] suffixes = {"", "-wal", "-shm"};
        for (int round = 0; round < ROUNDS; round++) {
            String suffix = suffixes[random.nextInt(suffixes.length)];
            Path away = folder.resolve("away" + suffix);
            acknowledged.clear();
            try (Store store = open(Sync.FULL)) {
                long first = round * 10_000_000L + 1;
                for (long id = first; id < first + random.nextInt(200); id++) {
                    Pairs.write(store, id, 10);
                    acknowledged.add(id);
                }
                Process mover = new ProcessBuilder("mv", beside(suffix).toString(), away.toString()).start();
                refusal(store, first + 1_000);
                assertThat(mover.waitFor()).isZero();
            }
            if (suffix.isEmpty()) {
                Shell.run("mv", away, file());
            }
            Pairs.verify(file(), acknowledged);
        }
    }

    /** A program that knows nothing of Litestack, opens the file, reads and closes it. */
    static final class OpenAndClose {
        public static void main(String[] args) {
            try (Foreigner foreigner = new Foreigner(Path.of(args[0]))) {
                foreigner.number("select count(*) from left_half");
            }
        }
    }

    /** Another process, which says what is stored. */
    static final class Verifying {
        public static void main(String[] args) {
            System.out.println(Pairs.verify(Path.of(args[0]), List.of()));
        }
    }
}
