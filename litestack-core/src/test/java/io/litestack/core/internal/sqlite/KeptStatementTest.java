package io.litestack.core.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;

/** Statements that ask for the names of their columns once. */
class KeptStatementTest {
    private SQLiteConnection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = (SQLiteConnection) DriverManager.getConnection("jdbc:sqlite::memory:");
        run("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT)");
        run("INSERT INTO item VALUES (1, 'one'), (2, 'two')");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> labels(ResultSetMetaData meta) throws SQLException {
        List<String> labels = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            labels.add(meta.getColumnLabel(i));
        }
        return labels;
    }

    @Test
    void columns_have_their_names_at_each_execution() throws SQLException {
        try (KeptStatement statement =
                new KeptStatement(connection, "SELECT id AS number, name FROM item WHERE id = ?")) {
            assertThat(labels(statement.getMetaData())).containsExactly("number", "name");
            for (int id = 1; id <= 2; id++) {
                statement.setInt(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    assertThat(labels(row.getMetaData())).containsExactly("number", "name");
                    assertThat(row.next()).isTrue();
                    assertThat(row.getInt("NUMBER")).isEqualTo(id);
                    assertThat(row.getString("name")).isEqualTo(id == 1 ? "one" : "two");
                }
            }
            statement.setInt(1, 3);
            assertThat(statement.execute()).isTrue();
            try (ResultSet row = statement.getResultSet()) {
                assertThat(labels(row.getMetaData())).containsExactly("number", "name");
                assertThat(row.next()).isFalse();
            }
        }
    }

    @Test
    void columns_that_depend_on_the_table_are_asked_for_each_time() throws SQLException {
        try (KeptStatement statement = new KeptStatement(connection, "SELECT * FROM item")) {
            statement.executeQuery().close();
            run("ALTER TABLE item RENAME COLUMN name TO title");
            try (ResultSet row = statement.executeQuery()) {
                assertThat(labels(row.getMetaData())).containsExactly("id", "title");
                assertThat(row.next()).isTrue();
                assertThat(row.getString("title")).isEqualTo("one");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rowid", "OID", "_rowid_", "item.rowid"})
    void the_name_of_the_key_is_asked_for_each_time(String column) throws SQLException {
        try (KeptStatement statement = new KeptStatement(connection, "SELECT " + column + " FROM item ORDER BY 1")) {
            statement.executeQuery().close();
            run("ALTER TABLE item RENAME COLUMN id TO number");
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt("number")).isEqualTo(1);
            }
        }
    }

    @Test
    void statements_without_columns_have_no_result() throws SQLException {
        try (KeptStatement statement = new KeptStatement(connection, "DELETE FROM item")) {
            assertThat(statement.executeUpdate()).isEqualTo(2);
            assertThat(statement.getResultSet()).isNull();
        }
    }

    @Test
    void a_star_that_counts_says_nothing_about_columns() {
        assertThat(KeptStatement.dependsOnColumns("SELECT count(*) FROM item")).isFalse();
        assertThat(KeptStatement.dependsOnColumns("SELECT count(*), item.* FROM item"))
                .isTrue();
    }
}
