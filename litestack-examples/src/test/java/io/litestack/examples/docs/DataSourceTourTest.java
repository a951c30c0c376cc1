package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.ConstraintViolationException;
import io.litestack.core.Store;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.DateStorage;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on the data source. */
class DataSourceTourTest {
    @TempDir
    Path folder;

    private static Database pens(Store store) {
        Database db = Database.over(store);
        db.execute("create table pen(id integer primary key, name text not null unique, bought_at text)");
        db.batch("insert into pen(name) values (?)", List.of("red", "black", "green"));
        return db;
    }

    private static List<String> names(Database db) {
        return db.query("select name from pen order by id", String.class);
    }

    @Test
    void transaction() throws SQLException {
        try (Store store = Store.temporary()) {
            Database db = pens(store);
            // region data-source-transaction
            DataSource dataSource = db.dataSource(); // always the same one
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement insert = connection.prepareStatement(
                            "insert into pen(name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
                connection.setAutoCommit(false); // the first statement takes the writer
                insert.setString(1, "blue");
                insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    keys.next();
                    assertThat(keys.getLong(1)).isEqualTo(4);
                }
                Savepoint before = connection.setSavepoint();
                insert.setString(1, "pink");
                insert.executeUpdate();
                connection.rollback(before); // no pink pen, but a blue one
                connection.commit();
            }
            // endregion
            assertThat(names(db)).containsExactly("red", "black", "green", "blue");
        }
    }

    @Test
    void errors() throws SQLException {
        try (Store store = Store.temporary();
                Connection connection = pens(store).dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into pen(name) values (?)")) {
            // region data-source-errors
            insert.setString(1, "red");
            try {
                insert.executeUpdate();
            } catch (SQLIntegrityConstraintViolationException e) {
                assertThat(e.getSQLState()).isEqualTo("23505");
                ConstraintViolationException known = (ConstraintViolationException) e.getCause();
                assertThat(known.isDuplicate()).isTrue();
                assertThat(known).hasMessageContaining("pen.name");
            }
            // endregion
        }
    }

    @Test
    void moments() throws SQLException {
        try (Store store = Store.temporary();
                Connection connection = pens(store).dataSource().getConnection();
                PreparedStatement update = connection.prepareStatement("update pen set bought_at = ? where id = 1");
                PreparedStatement select = connection.prepareStatement("select bought_at from pen where id = 1")) {
            // region data-source-dates
            Instant instant = Instant.parse("2026-03-01T20:30:15.123Z");
            update.setTimestamp(1, Timestamp.from(instant)); // or setObject(1, instant), whatever the JVM's zone
            update.executeUpdate();
            try (ResultSet row = select.executeQuery()) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("2026-03-01 20:30:15.123");
                assertThat(row.getTimestamp(1).toInstant()).isEqualTo(instant);
                assertThat(row.getObject(1, Instant.class)).isEqualTo(instant);
                assertThat(row.getObject(1, LocalDateTime.class)).isEqualTo("2026-03-01T20:30:15.123");
            }
            // endregion
        }
    }

    @Test
    void storage() {
        Path path = folder.resolve("app.db");
        // region data-source-storage
        DatabaseConfig config = DatabaseConfig.builder(path)
                .migrations(Migrations.none())
                .dates(DateStorage.EPOCH_MILLIS) // a file that sqlite-jdbc has filled
                .build();
        // endregion
        assertThat(config.dates()).isEqualTo(DateStorage.EPOCH_MILLIS);
    }

    @Test
    void url() throws SQLException {
        Path path = folder.resolve("by-url.db");
        Database.open(DatabaseConfig.builder(path)
                        .migrations(Migrations.of(new Migration(1, "pen", "create table pen(name text)")))
                        .build())
                .close();
        // region data-source-url
        String url = "jdbc:litestack:" + path + "?wait_timeout=10s&sync=full";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into pen(name) values ('red')");
        }
        // endregion
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet row = connection.createStatement().executeQuery("select count(*) from pen")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(1);
        }
    }
}
