package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Migrations in several processes, and in one that is killed. */
@Timeout(120)
class MigrationProcessesTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    @Test
    void processes_that_start_at_once_apply_each_migration_once() {
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                children.add(ChildJvm.start(folder, MigratingProcess.class, file()));
            }
            children.forEach(it -> it.await("ready"));
            children.forEach(it -> it.send("go"));
            int applied = 0;
            for (ChildJvm child : children) {
                child.await("migrating");
                String line = child.next().orElseThrow(() -> new AssertionError(child.errors()));
                applied += Integer.parseInt(line.replace("applied ", ""));
                assertThat(child.awaitEnd()).as(child.errors()).isZero();
            }
            assertThat(applied).isEqualTo(MigratingProcess.MIGRATIONS);
            assertThatAllAreThere();
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    @Test
    void a_process_that_is_killed_leaves_whole_migrations_and_the_next_one_goes_on() {
        Random random = new Random(Long.getLong("litestack.seed", 7));
        for (int round = 0; round < 4; round++) {
            try (ChildJvm child = ChildJvm.start(folder, MigratingProcess.class, file())) {
                child.await("ready");
                child.ask("go", "migrating");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(30)));
                child.kill();
            }
            assertThatHistoryAndTablesAgree();
        }
        try (Database db = open()) {
            db.migrate(MigratingProcess.migrations());
        }
        assertThatAllAreThere();
    }

    private Database open() {
        return Database.open(
                DatabaseConfig.builder(file()).migrations(Migrations.none()).build());
    }

    private void assertThatHistoryAndTablesAgree() {
        try (Database db = open()) {
            List<String> tables = db.query(
                    "select name from sqlite_schema where name glob 't[0-9]*' and type = 'table'", String.class);
            if (db.queryFirst("select 1 from sqlite_schema where name = 'litestack_migration'", Integer.class)
                    .isPresent()) {
                assertThat(db.query("select name from litestack_migration", String.class))
                        .containsExactlyInAnyOrderElementsOf(tables);
            } else {
                assertThat(tables).isEmpty();
            }
            for (String table : tables) {
                assertThat(db.queryFirst("select count(*) from " + table, Integer.class))
                        .contains(1000);
            }
        }
    }

    private void assertThatAllAreThere() {
        assertThatHistoryAndTablesAgree();
        try (Database db = open()) {
            assertThat(db.queryFirst("select count(*) from litestack_migration", Integer.class))
                    .contains(MigratingProcess.MIGRATIONS);
            assertThat(db.<List<String>, RuntimeException>write(
                            tx -> tx.query("pragma integrity_check", row -> row.getString(1))))
                    .containsExactly("ok");
        }
    }
}
