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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on adopting a file that exists. */
class AdoptingTourTest {
    private static final Migrations MIGRATIONS = Migrations.of(
            Migration.of("V1__create_pens.sql", "create table pen(name text)"),
            Migration.of("V2__add_price.sql", "alter table pen add column price integer"));

    @Test
    void a_file_that_something_else_made(@TempDir Path folder) throws SQLException {
        Path path = folder.resolve("pens.sqlite3");
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = plain.createStatement()) {
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
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = plain.createStatement();
                ResultSet mode = statement.executeQuery("pragma journal_mode")) {
            assertThat(mode.getString(1)).as("what the page says of the file").isEqualTo("wal");
        }
    }
}
