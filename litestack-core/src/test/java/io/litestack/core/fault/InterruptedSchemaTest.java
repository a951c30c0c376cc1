package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.EveryCall;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed at each write with which it makes a file and brings its tables to their newest version. */
@Requires(Facility.STRACE)
class InterruptedSchemaTest {
    private static final int STATUS_OF_KILL_9 = 128 + 9;
    private static final Schema OLD =
            new Schema("test", List.of("create table note(id integer primary key, text text) strict"));
    private static final Schema NEW = new Schema(
            "test",
            List.of(
                    OLD.scripts().get(0),
                    "alter table note add column author text; insert into note(text, author) values ('hello', 'me')",
                    "create table author as select distinct author as name from note"));

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void the_making_of_a_file_killed_at_any_write_completes_at_the_next_open() {
        int kills = EveryCall.of(n -> {
            Path file = Files.createTempDirectory(folder, "new" + n).resolve("app.db");
            return killedAt(n, file);
        });
        assertThat(kills).isGreaterThan(10);
    }

    @Test
    @Timeout(120)
    void a_schema_change_killed_at_any_write_is_there_wholly_or_not_at_all_and_completes_at_the_next_open() {
        int kills = EveryCall.of(n -> {
            Path file = Files.createTempDirectory(folder, "old" + n).resolve("app.db");
            try (Store store = Store.open(file)) {
                StoreInternals.of(store).install(OLD);
            }
            return killedAt(n, file);
        });
        assertThat(kills).isGreaterThan(5);
    }

    private boolean killedAt(int n, Path file) throws IOException {
        boolean wasKilled;
        try (ChildJvm child = ChildJvm.start(file.getParent(), Install.class, file)) {
            child.await("ready");
            Path journal = file.resolveSibling("app.db-journal");
            try (Faults kill =
                    Faults.in(child.pid(), "pwrite64:signal=SIGKILL:when=" + n, file, Shell.log(file), journal)) {
                child.send("go");
                wasKilled = child.awaitEnd() == STATUS_OF_KILL_9;
                kill.end();
            }
            assertThat(wasKilled || child.rest().contains("done")).isTrue();
        }
        try (Store store = Store.open(file)) {
            if (tables(store).contains("litestack_schema")) {
                assertThat(versions(store)).isIn(List.of(1), List.of(1, 2, 3));
            }
            StoreInternals.of(store).install(NEW);
            assertThat(versions(store)).containsExactly(1, 2, 3);
            assertThat(tables(store)).containsExactlyInAnyOrder("note", "author", "litestack_schema");
            assertThat(store.query("select text from note join author on author = name", row -> row.getString(1)))
                    .containsExactly("hello");
            assertThat(store.query("select * from pragma_integrity_check", row -> row.getString(1)))
                    .containsExactly("ok");
        }
        return wasKilled;
    }

    private static List<String> tables(Store store) {
        return store.query(
                "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
                row -> row.getString(1));
    }

    private static List<Integer> versions(Store store) {
        return store.query("select version from litestack_schema order by version", row -> row.getInt(1));
    }

    /** The process that is killed. */
    static final class Install {
        public static void main(String[] args) throws IOException {
            try (Store first = Store.temporary()) {
                // what a process does only once is not done under strace, which is slow
                StoreInternals.of(first).install(OLD);
            }
            System.out.println("ready");
            System.in.read();
            StoreInternals.of(Store.open(Path.of(args[0]))).install(NEW);
            System.out.println("done");
            Runtime.getRuntime().halt(0);
        }
    }
}
