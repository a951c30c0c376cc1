package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import io.litestack.core.testkit.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A killed process has left its log, and another database lies beside it by now: they are not mixed. And a log that belongs to
 * its database is never refused, whoever has checkpointed, and whenever they were killed. Many more kills than the few:
 *
 * <pre>{@code
 * mvn test -pl litestack-core -Dtest=ForeignLogTest -Dlitestack.soak=300
 * }</pre>
 */
@Requires(Facility.LINUX)
@Timeout(3600)
class ForeignLogTest {
    private static final int KILLS = Integer.getInteger("litestack.soak", 5);

    /** A record with a generation of the log and a state of the database in it. */
    private static final Pattern SETTLED = Pattern.compile("\\|[0-9a-f]{16}\\|[^|]+\\|[0-9]+ bytes at [^|]+\\|");

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    private Path log() {
        return Shell.log(file());
    }

    private Path backup() {
        return folder.resolve("backup.db");
    }

    /** A backup with one row, and a killed process's database and log with a hundred more. */
    private void leaveBackupAndLog() {
        try (Store store = Store.open(file())) {
            Pairs.createTables(store);
            Pairs.write(store, 1, 10);
        }
        Shell.run("cp", file(), backup());
        try (ChildJvm child = ChildJvm.start(folder, Writer.class, file())) {
            child.ask("100", "100");
            Eventually.until("it has written down which log belongs to what", this::isSettled);
            child.kill();
        }
        assertThat(log()).isNotEmptyFile();
    }

    private boolean isSettled() {
        try {
            return SETTLED.matcher(
                            Files.readString(folder.resolve(".litestack/app.db.open"), StandardCharsets.ISO_8859_1))
                    .find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cp", "cp -p", "mv", "rm app.db; cp", "cp --remove-destination"})
    void a_backup_that_is_put_in_place_is_not_mixed_with_the_log_of_its_successor(String way) {
        leaveBackupAndLog();
        Shell.run("sh", "-c", "cd '" + folder + "' && " + way + " backup.db app.db");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Store.open(file()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("to which its log " + log() + " belongs")
                    .hasMessageContaining("mv " + log());
        }
        assertThat(log()).isNotEmptyFile();
        Shell.run("mv", log(), folder.resolve("app.db-wal.old"));
        assertThat(Pairs.verify(file(), List.of(1L))).containsExactly(1L);
    }

    /** The store that was open meanwhile has left the log, and must not have taken the backup for its own database. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_backup_that_is_put_in_place_of_an_open_database_is_not_mixed_with_its_log(boolean isClosed) {
        try (Store store = Store.open(file())) {
            Pairs.createTables(store);
            Pairs.write(store, 1, 10);
        }
        Shell.run("cp", file(), backup());
        try (ChildJvm child = ChildJvm.start(folder, Writer.class, file())) {
            child.ask("100", "100");
            Eventually.until("it has written down which log belongs to what", this::isSettled);
            Shell.run("mv", backup(), file());
            child.ask("refused", "refused");
            if (isClosed) {
                child.ask("close", "closed");
            }
            child.kill();
        }
        assertThat(log()).isNotEmptyFile();
        assertThatThrownBy(() -> Store.open(file())).hasMessageContaining("to which its log " + log() + " belongs");
    }

    @Test
    void a_compacted_backup_is_not_mixed_either() {
        try (Store store = Store.open(file())) {
            Pairs.createTables(store);
            for (long id = 1; id <= 50; id++) {
                Pairs.write(store, id, 2_000);
            }
            store.execute("delete from left_half where id <= 25"); // pages in the midst, which a compacted copy lacks
            store.execute("delete from right_half where id <= 25");
        }
        try (ChildJvm child = ChildJvm.start(folder, Writer.class, file())) {
            child.ask("50", "50");
            try (ForeignProcess foreign = ForeignProcess.open(folder, file())) {
                foreign.run("vacuum into '" + backup() + "'");
            }
            child.ask("100", "100");
            Eventually.until("it has written down which log belongs to what", this::isSettled);
            child.kill();
        }
        Shell.run("cp", backup(), file());

        assertThatThrownBy(() -> Store.open(file())).hasMessageContaining("belongs");
    }

    @Test
    void a_log_without_its_database_is_not_deleted_for_a_new_one() throws IOException {
        leaveBackupAndLog();
        Files.delete(file());

        assertThatThrownBy(() -> Store.open(file()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("its log " + log() + " is there")
                .hasMessageContaining("mv " + log());
        assertThat(file()).doesNotExist();
        assertThat(log()).isNotEmptyFile();

        Files.createFile(file());
        assertThatThrownBy(() -> Store.open(file())).as("an empty one is none").hasMessageContaining("is there");
    }

    @Test
    void the_database_and_its_log_are_opened_wherever_they_were_moved_or_copied_together() throws IOException {
        leaveBackupAndLog();
        Path copy = folder.resolve("copy");
        Shell.run(
                "sh",
                "-c",
                "mkdir '" + copy + "' && cp -r '" + folder + "'/app.db* '" + folder + "'/.litestack '" + copy + "'");
        assertThat(Pairs.verify(copy.resolve("app.db"), List.of())).hasSize(101);

        Path moved = Files.move(copyOfAll(), folder.resolve("moved"));
        assertThat(Pairs.verify(moved.resolve("app.db"), List.of())).hasSize(101);
        assertThat(Pairs.verify(file(), List.of())).hasSize(101);
    }

    private Path copyOfAll() {
        Path all = folder.resolve("all");
        Shell.run("sh", "-c", "mkdir '" + all + "' && cp -a '" + folder + "'/app.db* '" + all + "'");
        return all;
    }

    /** Another program checkpoints, which writes the database that ours has written down as settled. */
    @Test
    void a_foreign_checkpoint_after_the_death_is_no_reason_to_refuse() {
        try (Store store = Store.open(file())) {
            Pairs.createTables(store);
        }
        try (ForeignProcess foreign = ForeignProcess.open(folder, file())) {
            foreign.run("select * from left_half");
            try (ChildJvm child = ChildJvm.start(folder, Writer.class, file())) {
                child.ask("100", "100");
                Eventually.until("it has written down which log belongs to what", this::isSettled);
                child.kill();
            }
            foreign.run("pragma wal_checkpoint(passive)");
        }
        assertThat(log()).isNotEmptyFile();
        assertThat(Pairs.verify(file(), List.of())).hasSize(100);
    }

    @Test
    void no_process_is_refused_its_own_log_whenever_it_and_another_program_were_killed() {
        Random random = seed.random();
        try (Store store = Store.open(file())) {
            Pairs.createTables(store);
        }
        List<Long> acknowledged = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            try (ForeignProcess foreign = ForeignProcess.open(folder, file());
                    ChildJvm child = ChildJvm.start(folder, Writer.class, file())) {
                child.ask("1", "1");
                foreign.run("pragma wal_autocheckpoint=" + (1 + random.nextInt(50)));
                child.send(String.valueOf(2_000_000));
                int rounds = random.nextInt(30);
                for (int round = 0; round < rounds; round++) {
                    foreign.run("insert into right_half(id) select -1 where 0");
                    foreign.run("create table if not exists x(x); ");
                    foreign.run("insert into x values (zeroblob(20000))");
                }
                if (random.nextBoolean()) {
                    foreign.run("pragma wal_checkpoint(passive)");
                }
                child.kill();
                child.rest().forEach(line -> acknowledged.add(Long.valueOf(line)));
            }
            assertThat(Pairs.verify(file(), List.of())).hasSizeGreaterThanOrEqualTo(i);
        }
    }

    /** Writes as many rows as it is asked for. */
    static final class Writer {
        public static void main(String[] args) throws IOException {
            Store store = Store.open(StoreConfig.builder(Path.of(args[0])).build());
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                switch (line) {
                    case "close" -> {
                        store.close();
                        line = "closed";
                    }
                    case "refused" -> writeUntilRefused(store);
                    default -> write(store, Integer.parseInt(line));
                }
                System.out.println(line);
            }
        }

        /** With breaks: SQLite's own waiting has no queue, and a foreign program would wait for long. */
        private static void write(Store store, int rows) {
            for (int i = 1; i <= rows; i++) {
                Pairs.write(store, System.nanoTime(), 10);
                if (i % 25 == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }

        private static void writeUntilRefused(Store store) {
            try {
                write(store, 1_000_000);
            } catch (StoreException e) {
                // as it should be
            }
        }
    }
}
