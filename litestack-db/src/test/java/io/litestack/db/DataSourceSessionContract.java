package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.hibernate.IsolationDelegate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to one connection of {@link Database#dataSource}, though it shares the store's with all others. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
public abstract class DataSourceSessionContract {
    /** It runs until it is interrupted. */
    private static final String ENDLESS =
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

    @TempDir
    protected Path folder;

    private final DatabaseContract.Opener opener;
    private Database db;
    private DataSource source;

    protected DataSourceSessionContract(DatabaseContract.Opener opener) {
        this.opener = opener;
    }

    @BeforeEach
    void open() {
        open(TransactionBegin.LAZY);
    }

    private void open(TransactionBegin begin) {
        StoreConfig store = StoreConfig.builder(folder.resolve("app.db"))
                .readers(2)
                .waitTimeout(Duration.ofSeconds(2))
                .build();
        db = opener.open(DatabaseConfig.builder(store)
                .begin(begin)
                .migrations(Migrations.of(new Migration(
                        1,
                        "tables",
                        "create table note(id integer primary key, text text unique);"
                                + " create table ids(name text primary key, next integer) without rowid;"
                                + " insert into ids values ('note', 1);")))
                .build());
        source = db.dataSource();
    }

    @AfterEach
    void close() {
        db.close();
    }

    private Connection transaction() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private List<String> notes() {
        return db.query("select text from note order by id", String.class);
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

    private void assertThatNothingIsHeld() {
        Eventually.until("all readers are back", () -> db.store().stats().readersActive() == 0);
        db.execute("update note set text = text");
    }

    // Limits.

    @Test
    void a_query_timeout_stops_the_statement_and_nothing_else() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(autoCommit);
                statement.setQueryTimeout(1);
                assertThat(statement.getQueryTimeout()).isEqualTo(1);
                assertThatExceptionOfType(SQLTimeoutException.class)
                        .isThrownBy(() -> statement.executeQuery(ENDLESS))
                        .withMessageContaining("1000 ms");
                assertThat(first(connection, "select 1")).isEqualTo("1");
                statement.execute("insert into note(text) values ('" + autoCommit + "')");
                if (!autoCommit) {
                    connection.commit();
                }
            }
        }
        assertThat(notes()).containsExactly("true", "false");
        assertThatNothingIsHeld();
    }

    @Test
    void cancel_abort_and_questions_wait_for_nothing() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(autoCommit);
                Background<Boolean> running = Background.call(
                        "runner", () -> statement.executeQuery(ENDLESS).next());
                Eventually.until("it is cancelled", () -> isCancelled(statement) && running.isDone());
                assertThat(running.failure()).isInstanceOf(SQLException.class).hasMessageContaining("interrupt");
                assertThat(((SQLException) running.failure()).getSQLState()).isEqualTo("57014");
                assertThat(first(connection, "select 1")).isEqualTo("1");
            }
        }
        Connection aborted = source.getConnection();
        Statement statement = aborted.createStatement();
        Signal started = new Signal("the query starts");
        Background<Boolean> running = Background.call("runner", () -> {
            started.give();
            return statement.executeQuery(ENDLESS).next();
        });
        started.await();
        Eventually.until("it runs", () -> db.store().stats().readersActive() > 0);
        Background<Void> ending = null;
        List<Runnable> tasks = new ArrayList<>();
        aborted.abort(tasks::add);
        assertThat(aborted.isClosed()).isTrue();
        for (Runnable task : tasks) {
            ending = Background.run("aborter", task::run);
        }
        assertThat(running.failure()).isInstanceOf(SQLException.class);
        ending.result();
        assertThatNothingIsHeld();
    }

    /** Cancels it; the questions are answered meanwhile. */
    private static boolean isCancelled(Statement statement) {
        try {
            Connection connection = statement.getConnection();
            statement.cancel();
            return connection.isValid(1) && !connection.isClosed() && !statement.isClosed();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void many_results_are_open_at_once_on_many_connections() throws SQLException {
        db.batch("insert into note(text) values (?)", List.of("a", "b", "c"));
        List<Connection> connections = new ArrayList<>();
        List<ResultSet> results = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Connection connection = source.getConnection();
            connections.add(connection);
            ResultSet rows = connection.createStatement().executeQuery("select text from note order by id");
            assertThat(rows.next()).isTrue();
            results.add(rows);
        }
        for (ResultSet rows : results) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("b");
        }
        for (Connection connection : connections) {
            connection.close();
        }
        assertThatNothingIsHeld();
    }

    // What SQLite keeps with a connection.

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void temporary_tables_are_seen_by_their_connection_alone(boolean autoCommit) throws SQLException {
        db.execute("insert into note(text) values ('a'), ('b')");
        try (Connection one = source.getConnection();
                Connection other = source.getConnection()) {
            one.setAutoCommit(autoCommit);
            other.setAutoCommit(autoCommit);
            run(one, "create temporary table if not exists picked(id integer)");
            run(one, "insert into picked select id from note");
            end(one);
            run(other, "create temp table picked(id integer, word text)", "insert into picked values (7, 'x')");
            end(other);
            assertThat(first(one, "select count(*) from picked")).isEqualTo("2");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> db.query("select * from picked", String.class));
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> db.execute("insert into picked values (1)"));
            run(one, "delete from note where id in (select id from picked)");
            end(one);
            assertThat(first(other, "select word from picked")).isEqualTo("x");
            run(other, "drop table picked");
            end(other);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> first(other, "select word from picked"));
            if (!autoCommit) {
                other.rollback();
                run(one, "create temp table gone(id integer)");
                one.rollback();
                assertThatExceptionOfType(SQLException.class).isThrownBy(() -> first(one, "select * from gone"));
                one.rollback();
            }
        }
        assertThat(notes()).isEmpty();
        assertThat(db.store()
                        .<List<String>, RuntimeException>write(
                                tx -> tx.query("select name from temp.sqlite_schema", row -> row.getString(1))))
                .isEmpty();
    }

    private static void end(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    @Test
    void a_temporary_view_or_trigger_is_refused() throws SQLException {
        try (Connection connection = source.getConnection()) {
            for (String sql : List.of(
                    "create temp view v as select 1",
                    "create virtual table temp.texts using fts5(body)",
                    "create temporary trigger t after insert on note begin select 1; end")) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> run(connection, sql))
                        .withMessageContaining("temporary view or trigger");
            }
        }
    }

    // Two connections of one thread.

    @Test
    void what_is_only_called_temp_is_not_temporary() throws SQLException {
        try (Connection connection = source.getConnection();
                Connection other = source.getConnection()) {
            run(
                    connection,
                    "create table temp(temp real)",
                    "create view temps as select temp from temp",
                    "create view temp_view as select temp.temp from main.temp",
                    "create trigger temp_trigger after insert on temp begin select 1; end",
                    "insert into temp values (21.5)");
            try (Statement statement = other.createStatement();
                    ResultSet rows = statement.executeQuery("select temp from temps")) {
                assertThat(rows.next()).isTrue();
            }
            assertThatExceptionOfType(SQLFeatureNotSupportedException.class)
                    .isThrownBy(() -> run(connection, "create view if not exists \"Temp\".v as select 1"))
                    .withMessageContaining("temporary view or trigger");
        }
    }

    @Test
    void the_network_timeout_limits_each_statement() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 100);
            assertThatExceptionOfType(SQLTimeoutException.class)
                    .isThrownBy(() -> statement.executeQuery(
                            "with recursive n(i) as (values (1) union all select i + 1 from n) select max(i) from n"))
                    .withMessageContaining("100 ms");
            connection.setNetworkTimeout(Runnable::run, 0);
            statement.executeQuery("select 1").close();
        }
    }

    @Test
    void a_read_only_connection_neither_writes_nor_sets_what_is_in_the_file_nor_vacuums() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setReadOnly(true);
            for (String sql : List.of("pragma user_version = 5", "vacuum", "create table made(id)")) {
                assertThatExceptionOfType(SQLFeatureNotSupportedException.class)
                        .isThrownBy(() -> run(connection, sql))
                        .withMessageContaining("setReadOnly(false)")
                        .extracting(SQLException::getSQLState)
                        .isEqualTo("25006");
            }
        }
    }

    @Test
    void a_second_writing_connection_of_the_thread_is_refused_at_once_with_advice() throws SQLException {
        try (Connection outer = transaction();
                Connection inner = transaction();
                Connection plain = source.getConnection()) {
            run(outer, "insert into note(text) values ('outer')");
            for (Connection second : List.of(inner, plain)) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> run(second, "insert into note(text) values ('inner')"))
                        .withMessageContaining("REQUIRES_NEW")
                        .withMessageContaining("NESTED");
            }
            assertThat(first(plain, "select count(*) from note")).isEqualTo("0");
            outer.commit();
            run(inner, "insert into note(text) values ('inner')");
            inner.commit();
        }
        assertThat(notes()).containsExactly("outer", "inner");
    }

    @Test
    void isolated_work_joins_and_outlives_a_rollback() throws SQLException {
        for (int round = 0; round < 3; round++) {
            try (Connection outer = transaction()) {
                run(outer, "insert into note(text) values ('undone')");
                long before = nextId();
                run(outer, "savepoint s", "insert into note(text) values ('undone too')");
                assertThat(nextId()).isEqualTo(before + 1);
                run(outer, "rollback to s");
                assertThat(nextId()).isEqualTo(before + 2);
                outer.rollback();
                assertThat(nextId()).isEqualTo(before + 3);
            }
        }
        assertThat(notes()).isEmpty();
        try (Connection outer = transaction()) {
            run(outer, "insert into note(text) values ('kept')");
            long id = nextId();
            outer.commit();
            assertThat(nextId()).isEqualTo(id + 1);
        }
        assertThat(notes()).containsExactly("kept");
        assertThatNothingIsHeld();
    }

    /** What Hibernate's generator by a table does, from inside a class of the name that it does it from. */
    private long nextId() throws SQLException {
        return IsolationDelegate.call(() -> {
            try (Connection connection = transaction();
                    PreparedStatement select = connection.prepareStatement("select next from ids where name = ?");
                    PreparedStatement update =
                            connection.prepareStatement("update ids set next = ? where next = ? and name = ?")) {
                select.setString(1, "note");
                long next;
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    next = row.getLong(1);
                }
                update.setLong(1, next + 1);
                update.setLong(2, next);
                update.setString(3, "note");
                assertThat(update.executeUpdate()).isEqualTo(1);
                connection.commit();
                return next;
            }
        });
    }

    @Test
    void an_eager_transaction_has_the_writer_from_the_start() throws SQLException {
        db.close();
        open(TransactionBegin.EAGER);
        try (Connection connection = transaction()) {
            Background<Void> other = Background.run("other", () -> db.execute("insert into note(text) values ('b')"));
            Eventually.until("the other one waits", () -> db.store().stats().waiting() > 0);
            run(connection, "insert into note(text) values ('a')");
            connection.commit();
            other.result();
            connection.setReadOnly(true);
            connection.setAutoCommit(true);
            connection.setAutoCommit(false);
            db.execute("insert into note(text) values ('c')");
        }
        assertThat(notes()).containsExactly("a", "b", "c");
    }
}
