package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pragmas and other statements that are about the store rather than about rows, by {@link Database#dataSource}. */
public abstract class DataSourcePragmaContract extends NotesContract {
    protected DataSourcePragmaContract(DatabaseContract.Opener opener) {
        super(opener);
    }

    private static void run(Connection connection, String... texts) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String text : texts) {
                statement.execute(text);
            }
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "journal_mode, wal",
        "foreign_keys, 1",
        "synchronous, 1",
        "busy_timeout, 500",
        "encoding, UTF-8",
        "user_version, 0",
        "query_only, 0",
        "locking_mode, normal",
        "table_info(note), 0",
        "'table_info(\"note\")', 0",
        "main.table_info('note'), 0",
        "journal_mode = WAL, wal",
        "recursive_triggers = off, 0",
        "integrity_check, ok",
        "wal_checkpoint(passive), 0"
    })
    void a_pragma_that_asks_is_answered(String pragma, String expected) throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(autoCommit);
                assertThat(first(connection, "pragma " + pragma)).isEqualTo(expected);
            }
        }
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma table_info(note)")) {
            row.next();
            assertThat(row.getString("name")).isEqualTo("id");
            assertThat(row.getInt("pk")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foreign_keys = on",
                "synchronous = normal",
                "synchronous = off",
                "busy_timeout = 10000",
                "cache_size = -64000",
                "temp_store = memory",
                "mmap_size = 268435456",
                "optimize",
                "user_version = 7",
                "defer_foreign_keys = on"
            })
    void a_pragma_that_harms_nobody_is_taken(String pragma) throws SQLException {
        try (Connection connection = source.getConnection()) {
            run(connection, "pragma " + pragma);
        }
        assertThatNothingIsHeld();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "journal_mode = delete",
                "synchronous = full",
                "locking_mode = exclusive",
                "writable_schema = on",
                "query_only = on",
                "nothing_that_is_known"
            })
    void a_pragma_that_would_change_the_store_is_refused(String pragma) throws SQLException {
        try (Connection connection = source.getConnection()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> run(connection, "pragma " + pragma))
                    .withMessageContaining("not allowed here");
        }
    }

    @Test
    void foreign_keys_are_switched_off_for_one_connection() throws SQLException {
        db.execute("create table part(id integer primary key, note integer references note)");
        try (Connection connection = source.getConnection()) {
            run(connection, "pragma foreign_keys = off");
            assertThat(first(connection, "pragma foreign_keys")).isEqualTo("0");
            run(connection, "insert into part(note) values (99)");
            connection.setAutoCommit(false);
            run(connection, "delete from part", "insert into part(note) values (98)", "pragma foreign_keys = on");
            assertThat((Throwable) connection.getWarnings()).hasMessageContaining("inside a transaction");
            connection.commit();
            try (Connection other = source.getConnection()) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> run(other, "insert into part(note) values (97)"))
                        .withMessageContaining("FOREIGN KEY");
            }
            run(connection, "pragma foreign_keys = on");
            connection.setAutoCommit(true);
            run(connection, "pragma foreign_keys = on");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> run(connection, "insert into part(note) values (97)"));
        }
    }

    @Test
    void vacuum_runs_outside_a_transaction() throws SQLException {
        try (Connection connection = source.getConnection()) {
            run(connection, "insert into note(text) values ('a')", "vacuum");
            Path copy = folder.resolve("copy.db");
            run(connection, "vacuum into '" + copy + "'");
            assertThat(copy).exists();
            try (PreparedStatement vacuum = connection.prepareStatement("vacuum main into ?")) {
                vacuum.setString(1, folder.resolve("other copy.db").toString());
                vacuum.execute();
                assertThat(folder.resolve("other copy.db")).exists();
                vacuum.setString(1, null);
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(vacuum::execute)
                        .withMessageContaining("VACUUM INTO");
            }
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> run(connection, "vacuum into '" + folder + "' || '/third.db'"))
                    .withMessageContaining("takes no expression");
            connection.setAutoCommit(false);
            run(connection, "insert into note(text) values ('b')");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> run(connection, "vacuum"))
                    .withMessageContaining("within a transaction");
            connection.commit();
        }
        assertThat(notes()).containsExactly("a", "b");
        assertThatNothingIsHeld();
    }

    @Test
    void a_text_without_a_statement_does_nothing() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(autoCommit);
                for (String nothing : List.of("", " ", ";", "-- nothing", "/* nothing */")) {
                    assertThat(statement.execute(nothing)).isFalse();
                    assertThat(statement.executeUpdate(nothing)).isZero();
                    assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.executeQuery(nothing));
                    try (PreparedStatement prepared = connection.prepareStatement(nothing)) {
                        assertThat(prepared.execute()).isFalse();
                    }
                }
                statement.execute("insert into note(text) values ('" + autoCommit + "')");
                if (!autoCommit) {
                    connection.commit();
                }
            }
        }
        assertThat(notes()).containsExactly("true", "false");
    }
}
