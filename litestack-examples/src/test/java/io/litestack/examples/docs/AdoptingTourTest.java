package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on adopting a file that exists. */
class AdoptingTourTest {
    private static final String TABLES = "select name from sqlite_schema where type = 'table' order by name";

    private static final Migrations MIGRATIONS = Migrations.of(
            Migration.of("V1__create_pens.sql", "create table pen(name text)"),
            Migration.of("V2__add_price.sql", "alter table pen add column price integer"));

    @Test
    void a_file_that_something_else_made(@TempDir Path folder) throws SQLException {
        Path path = folder.resolve("pens.sqlite3");
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = plain.createStatement()) {
            statement.execute("pragma page_size = 8192");
            statement.execute("pragma encoding = 'UTF-16le'");
            statement.execute("pragma application_id = 7");
            statement.executeUpdate("create table pen(name text)");
            statement.executeUpdate("insert into pen values ('red')");
        }
        // region adopting-open
        DatabaseConfig config = DatabaseConfig.builder(path)
                .migrations(MIGRATIONS)
                .baseline(1) // V1 describes the tables that are there; they are not made again
                .build();
        try (Database db = Database.open(config)) {
            assertThat(db.query("select name from pen", String.class)).containsExactly("red");
        }
        // endregion
        try (Database db = Database.open(config)) {
            assertThat(db.execute("update pen set price = 2")).isEqualTo(1);
        }
        assertThat(ask(path, "pragma journal_mode"))
                .as("what the page says changes")
                .containsExactly("wal");
        assertThat(ask(path, TABLES))
                .as("what the page says is added")
                .containsExactly("litestack_migration", "litestack_schema", "litestack_seed", "pen");
        assertThat(ask(path, "pragma page_size")).as("what the page says stays").containsExactly("8192");
        assertThat(ask(path, "pragma encoding")).containsExactly("UTF-16le");
        assertThat(ask(path, "pragma application_id")).containsExactly("7");
        assertThat(ask(path, "pragma auto_vacuum")).containsExactly("0");
    }

    @Test
    void without_migrations_nothing_is_added(@TempDir Path folder) throws SQLException {
        Path path = folder.resolve("pens.sqlite3");
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = plain.createStatement()) {
            statement.executeUpdate("create table pen(name text)");
            statement.executeUpdate("with recursive c(i) as (select 1 union all select i + 1 from c where i < 1000)"
                    + " insert into pen select 'blue' from c");
        }
        try (Database db = Database.open(path)) {
            assertThat(db.insert("insert into pen values ('red')")).isPresent();
        }
        assertThat(ask(path, TABLES)).containsExactly("pen", "sqlite_stat1", "sqlite_stat4");
    }

    private static List<String> ask(Path path, String sql) throws SQLException {
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
