package io.litestack.db.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that works by JDBC is killed: in an open transaction between two savepoints, in the midst of results, and, under load,
 * at any instant of batches and commits. For a long run:
 *
 * <pre>{@code
 * mvn test -pl litestack-db -am -Dtest=KilledTest -Dlitestack.soak=200 -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
@Requires(Facility.LINUX)
@Timeout(3_600)
class KilledTest {
    static final int ACCOUNTS = 10;
    static final int BATCH = 200;
    private static final int BALANCE = 1000;

    private static final String ACCOUNTS_THAT_ARE_WRONG = """
            select a.id from account a
            where balance <> 1000
                - coalesce((select sum(amount) from transfer where source = a.id), 0)
                + coalesce((select sum(amount) from transfer where target = a.id), 0)
            """;

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private Path file;
    private Path acknowledgements;

    @BeforeEach
    void create() throws IOException {
        file = folder.resolve("app.db");
        acknowledgements = Files.createFile(folder.resolve("acknowledged"));
        try (Database db = open()) {
            for (int i = 0; i < ACCOUNTS; i++) {
                db.execute("insert into account values (?, ?)", i, BALANCE);
            }
        }
    }

    private Database open() {
        return Database.open(DatabaseConfig.builder(file)
                .migrations(Migrations.of(
                        new Migration(1, "account", "create table account(id integer primary key, balance integer)"),
                        new Migration(
                                2,
                                "transfer",
                                "create table transfer(id text primary key, source integer, target integer, amount integer)"),
                        new Migration(3, "item", "create table item(id integer primary key, batch text)")))
                .build());
    }

    @Test
    void what_was_acknowledged_is_there_nothing_is_half_there_and_nothing_is_locked() throws Exception {
        Random random = seed.random();
        int rounds = Integer.getInteger("litestack.soak", 3);
        for (int round = 0; round < rounds; round++) {
            boolean isLoad = round > 0;
            boolean isOpenHere = round % 2 == 0;
            try (Database beside = isOpenHere ? open() : null) {
                ChildJvm child = ChildJvm.start(
                        folder, JdbcProgram.class, file, acknowledgements, isLoad ? "load" : "hold", random.nextLong());
                child.await("ready");
                LockSupport.parkNanos(isLoad ? random.nextInt(400_000_000) : 0);
                child.kill();
                assertThat(child.errors()).isEmpty();
                if (beside != null) {
                    writeByJdbc(beside, "beside-" + round);
                }
            }
            check(round);
        }
    }

    private void check(int round) throws Exception {
        try (Database db = open()) {
            writeByJdbc(db, "after-" + round);
            assertThat(db.store().integrityCheck()).isEmpty();
            assertThat(db.query(ACCOUNTS_THAT_ARE_WRONG, Integer.class)).isEmpty();
            assertThat(db.query("select batch from item group by batch having count(*) <> ?", String.class, BATCH))
                    .isEmpty();
            Set<String> stored = new HashSet<>(db.query("select id from transfer", String.class));
            stored.addAll(db.query("select distinct batch from item", String.class));
            assertThat(stored).containsAll(acknowledged());
        }
        assertThat(file.resolveSibling("app.db-wal"))
                .as("the log, which a lock left behind would keep")
                .doesNotExist();
    }

    /** What the program has done by its own account; the last line may be half a line. */
    private List<String> acknowledged() throws IOException {
        String all = Files.readString(acknowledgements);
        return all.substring(0, all.lastIndexOf('\n') + 1).lines().toList();
    }

    private void writeByJdbc(Database db, String id) throws SQLException {
        try (Connection connection = db.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into transfer values (?, 0, 0, 1)")) {
            insert.setString(1, id);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }
}
