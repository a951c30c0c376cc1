package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.Transaction;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What ordinary JDBC code may expect of {@link Database#dataSource}. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
public abstract class DataSourceContract {
    @TempDir
    protected Path folder;

    private final DatabaseContract.Opener opener;
    private Database db;
    private DataSource source;

    protected DataSourceContract(DatabaseContract.Opener opener) {
        this.opener = opener;
    }

    @BeforeEach
    void open() {
        StoreConfig store = StoreConfig.builder(folder.resolve("app.db"))
                .readers(2)
                .waitTimeout(Duration.ofMillis(500))
                .transactionTimeout(Duration.ofSeconds(1))
                .build();
        db = opener.open(DatabaseConfig.builder(store)
                .migrations(Migrations.of(new Migration(
                        1, "note", "create table note(id integer primary key, text text unique, at text)")))
                .build());
        source = db.dataSource();
    }

    @AfterEach
    void close() {
        db.close();
    }

    private List<String> notes() {
        return db.query("select text from note order by id", String.class);
    }

    private static int insert(Connection connection, String text) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into note(text) values (?)")) {
            insert.setString(1, text);
            return insert.executeUpdate();
        }
    }

    private Connection transaction() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    @Test
    void in_autocommit_each_statement_is_stored_when_it_returns() throws SQLException {
        try (Connection connection = source.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(insert(connection, "a")).isEqualTo(1);
            assertThat(notes()).containsExactly("a");
            try (Statement statement = connection.createStatement()) {
                assertThat(statement.execute("update note set text = 'b'")).isFalse();
                assertThat(statement.getUpdateCount()).isEqualTo(1);
                assertThat(statement.getResultSet()).isNull();
                ResultSet rows = statement.executeQuery("select text from note");
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("text")).isEqualTo("b");
                assertThat(rows.getStatement()).isSameAs(statement);
                assertThat(statement.getConnection()).isSameAs(connection);
                assertThat(rows.next()).isFalse();
            }
        }
        assertThatNothingIsHeld();
    }

    private void assertThatNothingIsHeld() {
        Eventually.until("all readers are back", () -> db.store().stats().readersActive() == 0);
        db.execute("insert into note(text) values ('free')");
        db.execute("delete from note where text = 'free'");
    }

    @Test
    void without_autocommit_nothing_is_stored_before_commit_and_a_prepared_statement_outlives_it() throws SQLException {
        try (Connection connection = transaction();
                PreparedStatement insert = connection.prepareStatement("insert into note(text) values (?)")) {
            insert.setString(1, "a");
            insert.executeUpdate();
            assertThat(notes()).isEmpty();
            connection.commit();
            assertThat(notes()).containsExactly("a");
            insert.setString(1, "b");
            insert.executeUpdate();
            connection.rollback();
            insert.setString(1, "c");
            insert.executeUpdate();
            connection.commit();
        }
        assertThat(notes()).containsExactly("a", "c");
    }

    @Test
    void close_rolls_back_and_frees_the_writer() throws SQLException {
        Connection connection = transaction();
        insert(connection, "a");
        Statement left = connection.createStatement();
        left.executeQuery("select * from note");
        connection.close();
        connection.close();
        assertThat(connection.isClosed()).isTrue();
        assertThat(left.isClosed()).isTrue();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(connection::createStatement)
                .withMessageContaining("closed");
        assertThat(notes()).isEmpty();
        assertThatNothingIsHeld();
    }

    @Test
    void a_connection_that_is_only_opened_holds_nothing() throws SQLException {
        List<Connection> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Connection connection = transaction();
            connection.prepareStatement("insert into note(text) values ('never')");
            many.add(connection);
        }
        db.execute("insert into note(text) values ('a')");
        for (Connection connection : many) {
            connection.commit();
            connection.close();
        }
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void a_read_only_transaction_sees_one_view_and_leaves_the_writer_alone() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertThat(count(connection)).isZero();
            db.execute("insert into note(text) values ('a')");
            assertThat(count(connection)).isZero();
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> insert(connection, "b"));
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> connection.setReadOnly(false))
                    .withMessageContaining("inside a transaction");
            connection.commit();
            assertThat(count(connection)).isEqualTo(1);
        }
        assertThat(notes()).containsExactly("a");
        assertThatNothingIsHeld();
    }

    private static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from note")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void generated_keys_are_those_of_the_rows_that_were_inserted() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(autoCommit);
                try (PreparedStatement insert = connection.prepareStatement(
                        "insert into note(text) values (?) on conflict do nothing", new String[] {"id"})) {
                    insert.setString(1, "a" + autoCommit);
                    insert.executeUpdate();
                    try (ResultSet keys = insert.getGeneratedKeys()) {
                        assertThat(keys.next()).isTrue();
                        assertThat(keys.getLong("id"))
                                .isEqualTo(keys.getLong(1))
                                .isPositive();
                        assertThat(keys.next()).isFalse();
                    }
                    assertThat(insert.executeUpdate()).isZero();
                    try (ResultSet keys = insert.getGeneratedKeys()) {
                        assertThat(keys.next()).isFalse();
                    }
                    insert.setString(1, "b" + autoCommit);
                    insert.addBatch();
                    insert.setString(1, "c" + autoCommit);
                    insert.addBatch();
                    assertThat(insert.executeBatch()).containsExactly(1, 1);
                    try (ResultSet keys = insert.getGeneratedKeys()) {
                        keys.next();
                        long first = keys.getLong(1);
                        keys.next();
                        assertThat(keys.getLong(1)).isEqualTo(first + 1);
                    }
                }
                if (!autoCommit) {
                    connection.commit();
                }
            }
        }
        assertThat(notes()).hasSize(6);
        assertThatNothingIsHeld();
    }

    @Test
    void a_batch_in_autocommit_is_stored_as_a_whole_or_not_at_all() throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into note(text) values (?)");
                Statement texts = connection.createStatement()) {
            for (String text : List.of("a", "b", "a")) {
                insert.setString(1, text);
                insert.addBatch();
            }
            assertThatExceptionOfType(BatchUpdateException.class)
                    .isThrownBy(insert::executeBatch)
                    .satisfies(it -> assertThat(it.getUpdateCounts()).isEmpty());
            assertThat(notes()).isEmpty();
            assertThat(insert.executeBatch()).isEmpty();
            texts.addBatch("insert into note(text) values ('x')");
            texts.addBatch("update note set text = 'y'");
            assertThat(texts.executeBatch()).containsExactly(1, 1);
        }
        assertThat(notes()).containsExactly("y");
    }

    @Test
    void rows_of_a_returning_clause_are_read_and_then_stored() throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into note(text) values ('a'), ('b') returning id, text")) {
            try (ResultSet rows = insert.executeQuery()) {
                rows.next();
                assertThat(rows.getString(2)).isEqualTo("a");
            }
            assertThat(notes()).containsExactly("a", "b");
            assertThat(connection.createStatement().executeUpdate("delete from note returning id"))
                    .isEqualTo(2);
        }
        assertThat(notes()).isEmpty();
        assertThatNothingIsHeld();
    }

    @Test
    void results_that_are_open_at_once_share_one_reader() throws SQLException {
        db.batch("insert into note(text) values (?)", List.of("a", "b", "c", "d"));
        try (Connection connection = source.getConnection();
                Statement outer = connection.createStatement();
                ResultSet rows = outer.executeQuery("select id from note")) {
            List<Statement> open = new ArrayList<>();
            int seen = 0;
            while (rows.next()) {
                Statement inner = connection.createStatement();
                open.add(inner);
                assertThat(inner.executeQuery("select text from note where id = " + rows.getLong(1))
                                .next())
                        .isTrue();
                insert(connection, "copy " + rows.getLong(1));
                seen++;
            }
            assertThat(seen).isGreaterThanOrEqualTo(4);
            assertThat(db.store().stats().readersActive()).isEqualTo(1);
            for (Statement statement : open) {
                statement.close();
            }
        }
        assertThatNothingIsHeld();
    }

    @Test
    void a_transaction_that_is_left_open_is_ended_and_says_so() throws SQLException {
        try (Connection leaked = transaction()) {
            insert(leaked, "leaked");
            Eventually.until("the writer is free again", () -> {
                try {
                    return db.execute("insert into note(text) values ('next')") == 1;
                } catch (StoreBusyException e) {
                    return false;
                }
            });
            assertThatExceptionOfType(SQLTimeoutException.class).isThrownBy(leaked::commit);
            insert(leaked, "again");
            leaked.commit();
        }
        assertThat(notes()).containsExactly("next", "again");
    }

    @Test
    void who_waits_for_the_writer_in_vain_is_told_so() throws SQLException {
        try (Connection first = transaction();
                Connection second = transaction()) {
            insert(first, "a");
            Throwable failure =
                    Background.run("other", () -> insert(second, "b")).failure();
            assertThat(failure).isInstanceOf(SQLTransientException.class).hasMessageContaining("timed out");
            first.commit();
            insert(second, "b");
            second.commit();
        }
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void a_failed_statement_leaves_the_transaction_usable() throws SQLException {
        try (Connection connection = transaction()) {
            insert(connection, "a");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> insert(connection, "a"))
                    .withMessageContaining("UNIQUE");
            insert(connection, "b");
            connection.commit();
        }
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void times_are_written_and_read_as_everywhere_else() throws SQLException {
        Instant at = Instant.parse("2026-03-01T12:00:00.123456789Z");
        try (Connection connection = source.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into note(text, at) values (?, ?)")) {
            Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
            for (Object value : List.of(at, at.atOffset(ZoneOffset.ofHours(2)))) {
                insert.setString(1, value.getClass().getName());
                insert.setObject(2, value);
                insert.executeUpdate();
            }
            insert.setString(1, "timestamp");
            insert.setTimestamp(2, Timestamp.from(at), utc);
            insert.executeUpdate();
            assertThat(db.query("select distinct substr(at, 1, 23) from note", String.class))
                    .containsExactly("2026-03-01 12:00:00.123");
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select at, null as missing from note")) {
                row.next();
                assertThat(row.getTimestamp("at", utc)).isEqualTo(Timestamp.from(at));
                assertThat(row.getObject(1, Instant.class)).isEqualTo(at);
                assertThat(row.getObject(1, OffsetDateTime.class)).isEqualTo(at.atOffset(ZoneOffset.UTC));
                assertThat(row.getObject(1, LocalDateTime.class))
                        .isEqualTo(LocalDateTime.ofInstant(at, ZoneOffset.UTC));
                assertThat(row.getDate(1)).isEqualTo(Date.valueOf(LocalDate.of(2026, 3, 1)));
                assertThat(row.getTimestamp(2)).isNull();
                assertThat(row.wasNull()).isTrue();
            }
        }
    }

    @Test
    void metadata_is_read_without_a_transaction_and_inside_one() throws SQLException {
        try (Connection connection = transaction()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("SQLite");
            assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
            assertThat(connection.getMetaData().supportsSavepoints()).isTrue();
            db.execute("insert into note(text) values ('the writer is free')");
            assertThat(tables(connection)).containsExactly("note");
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table mine(id integer)");
            }
            assertThat(tables(connection)).containsExactly("mine", "note");
            connection.rollback();
            assertThat(tables(connection)).containsExactly("note");
        }
        assertThatNothingIsHeld();
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
            while (rows.next()) {
                String name = rows.getString("TABLE_NAME");
                if (!name.startsWith("litestack") && !name.startsWith("sqlite")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    @Test
    void the_open_transaction_is_given_to_who_asks_for_it() throws SQLException {
        List<String> heard = new ArrayList<>();
        try (Connection connection = transaction()) {
            assertThat(connection.isWrapperFor(Transaction.class)).isTrue();
            Transaction tx = connection.unwrap(Transaction.class);
            tx.execute("insert into note(text) values ('a')");
            tx.afterCommit(() -> heard.add("committed"));
            insert(connection, "b");
            connection.commit();
        }
        assertThat(heard).containsExactly("committed");
        assertThat(notes()).containsExactly("a", "b");
        try (Connection connection = source.getConnection()) {
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connection.unwrap(Transaction.class));
        }
    }

    @Test
    void what_belongs_to_the_store_is_refused_as_text_and_as_a_call() throws SQLException {
        try (Connection connection = transaction();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of("attach 'x' as y", "detach y", "pragma journal_mode = delete")) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.execute(sql))
                        .withMessageContaining("not allowed");
            }
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(true);
            assertThatExceptionOfType(SQLException.class).isThrownBy(connection::commit);
        }
    }

    @Test
    void savepoints_undo_what_came_after_them() throws SQLException {
        try (Connection connection = transaction()) {
            insert(connection, "a");
            Savepoint unnamed = connection.setSavepoint();
            insert(connection, "b");
            Savepoint named = connection.setSavepoint("inner \"one\"");
            insert(connection, "c");
            connection.rollback(named);
            insert(connection, "d");
            connection.releaseSavepoint(named);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> connection.rollback(named))
                    .withMessageContaining("not open");
            connection.rollback(unnamed);
            insert(connection, "e");
            connection.commit();
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connection.rollback(unnamed));
        }
        assertThat(notes()).containsExactly("a", "e");
    }

    @Test
    void transactions_and_savepoints_as_text_do_what_the_calls_do() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            insert(connection, "a");
            assertThat(notes()).isEmpty();
            statement.execute("savepoint \"x y\"");
            insert(connection, "b");
            statement.execute("rollback to [x y]");
            statement.execute("release savepoint `x y`");
            statement.execute("commit");
            assertThat(notes()).containsExactly("a");
            statement.execute("begin");
            insert(connection, "c");
            statement.execute("rollback");
            assertThat(connection.getAutoCommit()).isTrue();
            insert(connection, "d");
            assertThat(notes()).containsExactly("a", "d");
            statement.execute("savepoint outer_one");
            insert(connection, "e");
            statement.execute("release outer_one");
            assertThat(notes()).containsExactly("a", "d", "e");
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("commit"));
        }
        assertThatNothingIsHeld();
    }

    @Test
    void the_last_id_and_count_are_those_of_the_connection() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(autoCommit);
                assertThat(number(statement, "select last_insert_rowid()")).isZero();
                insert(connection, "a" + autoCommit);
                long id = db.queryFirst("select max(id) from note", Long.class).orElse(0L);
                if (!autoCommit) {
                    id++;
                }
                assertThat(number(statement, "select last_insert_rowid()")).isEqualTo(id);
                if (!autoCommit) {
                    connection.commit();
                }
                db.execute("insert into note(text) values (?)", "other" + autoCommit);
                assertThat(number(statement, "select last_insert_rowid(), changes()"))
                        .isEqualTo(id);
                assertThat(number(statement, "select id from note where id = last_insert_rowid()"))
                        .isEqualTo(id);
                assertThat(number(statement, "select changes() from note")).isEqualTo(1);
                statement.executeUpdate("insert into note(text) select 'of ' || last_insert_rowid()");
                if (!autoCommit) {
                    connection.commit();
                }
                assertThat(notes()).contains("of " + id);
            }
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void after_the_database_is_closed_its_connections_say_so() throws SQLException {
        try (Connection connection = source.getConnection()) {
            db.close();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> insert(connection, "late"))
                    .withMessageContaining("closed");
        }
    }

    @Test
    void sixteen_threads_with_transactions_lose_nothing() {
        List<Background<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int number = i;
            threads.add(Background.run("jdbc-" + i, () -> {
                for (int j = 0; j < 20; j++) {
                    try (Connection connection = transaction()) {
                        insert(connection, number + "/" + j);
                        count(connection);
                        connection.commit();
                    }
                }
            }));
        }
        threads.forEach(Background::result);
        assertThat(notes()).hasSize(320).doesNotHaveDuplicates();
        assertThatNothingIsHeld();
    }
}
