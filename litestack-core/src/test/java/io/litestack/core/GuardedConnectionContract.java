package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Foreigner;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDBC connection of a transaction does all that JDBC can, but end the transaction. */
public abstract class GuardedConnectionContract extends StoreContract {
    @FunctionalInterface
    private interface Use {
        void on(Connection connection) throws SQLException;
    }

    protected GuardedConnectionContract(Opener opener) {
        super(opener);
    }

    @Test
    void it_is_a_working_connection_and_always_the_same_one() throws SQLException {
        store.<SQLException>useWrite(tx -> {
            Connection connection = tx.connection();
            assertThat(tx.connection())
                    .isSameAs(connection)
                    .isEqualTo(connection)
                    .hasSameHashCodeAs(connection);
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.isReadOnly()).isFalse();
            try (PreparedStatement insert = connection.prepareStatement("insert into note(text) values (?)")) {
                for (String text : List.of("a", "b")) {
                    insert.setString(1, text);
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).containsExactly(1, 1);
            }
            try (Statement select = connection.createStatement();
                    ResultSet rows = select.executeQuery("select text from note order by id")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("text")).isEqualTo("a");
            }
            try (ResultSet tables = connection.getMetaData().getTables(null, null, "note", null)) {
                assertThat(tables.next()).isTrue();
            }
        });
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void nothing_that_ends_or_changes_the_transaction_can_be_called() throws SQLException {
        Map<String, Use> calls = new LinkedHashMap<>();
        calls.put("commit", Connection::commit);
        calls.put("rollback", Connection::rollback);
        calls.put("setAutoCommit", it -> it.setAutoCommit(true));
        calls.put("setAutoCommit false", it -> it.setAutoCommit(false));
        calls.put("close", Connection::close);
        calls.put("setSavepoint", Connection::setSavepoint);
        calls.put("setSavepoint named", it -> it.setSavepoint("a"));
        calls.put("rollback to savepoint", it -> it.rollback(null));
        calls.put("releaseSavepoint", it -> it.releaseSavepoint(null));
        calls.put("setReadOnly", it -> it.setReadOnly(true));
        calls.put("setTransactionIsolation", it -> it.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED));
        calls.put("abort", it -> it.abort(Runnable::run));
        calls.put("setNetworkTimeout", it -> it.setNetworkTimeout(Runnable::run, 1));
        for (boolean isWrite : new boolean[] {true, false}) {
            inTransaction(
                    isWrite,
                    connection -> calls.forEach((name, call) -> assertThatThrownBy(() -> call.on(connection))
                            .as(name)
                            .isInstanceOf(SQLException.class)
                            .hasMessageContaining("not allowed")));
        }
        assertStillOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "BEGIN IMMEDIATE",
                "commit",
                "end",
                "rollback",
                "savepoint a",
                "release a",
                "rollback to a",
                "attach ':memory:' as other",
                "detach other",
                "vacuum",
                "vacuum into 'x.db'",
                "pragma synchronous = off",
                "pragma journal_mode",
                "pragma query_only = off",
                "backup to 'x.db'",
                "restore from 'x.db'",
                "/* c */ commit",
                "-- c\n  commit",
                "; commit",
                "\uFEFFcommit",
                "explain pragma query_only = on",
                "explain query plan pragma query_only = off",
                "select $a('); commit --')",
                "select 1; commit",
                "insert into note(text) values ('x'); /* c */ commit; select 1"
            })
    void no_method_takes_text_that_would(String sql) throws SQLException {
        for (boolean isWrite : new boolean[] {true, false}) {
            inTransaction(isWrite, connection -> {
                Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("select 1");
                Map<String, Use> calls = new LinkedHashMap<>();
                calls.put("execute", it -> statement.execute(sql));
                calls.put("execute with flags", it -> statement.execute(sql, Statement.RETURN_GENERATED_KEYS));
                calls.put("executeQuery", it -> statement.executeQuery(sql));
                calls.put("executeUpdate", it -> statement.executeUpdate(sql));
                calls.put("executeUpdate with flags", it -> statement.executeUpdate(sql, new int[] {1}));
                calls.put("executeLargeUpdate", it -> statement.executeLargeUpdate(sql));
                calls.put("addBatch", it -> statement.addBatch(sql));
                calls.put("execute of a prepared one", it -> prepared.execute(sql));
                calls.put("executeQuery of a prepared one", it -> prepared.executeQuery(sql));
                calls.put("prepareStatement", it -> it.prepareStatement(sql));
                calls.put("prepareStatement with flags", it -> it.prepareStatement(sql, 1003, 1007));
                calls.put("prepareCall", it -> it.prepareCall(sql));
                calls.put("nativeSQL", it -> it.nativeSQL(sql));
                calls.forEach((name, call) -> assertThatThrownBy(() -> call.on(connection))
                        .as(name)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("not allowed"));
            });
        }
        assertStillOne();
    }

    @Test
    void a_text_without_a_statement_and_a_wrong_index_harm_nothing_that_comes_after() throws SQLException {
        for (boolean isWrite : new boolean[] {true, false}) {
            for (int i = 0; i < 3; i++) {
                inTransaction(isWrite, connection -> {
                    for (String nothing : List.of("", " ", "-- nothing", "/* nothing */", ";")) {
                        assertThatExceptionOfType(SQLException.class)
                                .isThrownBy(() -> connection.prepareStatement(nothing))
                                .withMessageContaining("holds none");
                        assertThatExceptionOfType(SQLException.class)
                                .isThrownBy(() -> connection.createStatement().execute(nothing));
                    }
                    PreparedStatement select = connection.prepareStatement("select ?");
                    for (int index : new int[] {-1, 0, 2}) {
                        assertThatExceptionOfType(SQLException.class)
                                .isThrownBy(() -> select.setString(index, "a"))
                                .withMessageContaining("no parameter " + index);
                    }
                    select.setString(1, "a");
                    assertThat(select.executeQuery().getString(1)).isEqualTo("a");
                });
            }
        }
        assertStillOne();
    }

    @Test
    void of_a_text_with_several_statements_all_are_run_or_it_is_refused() throws SQLException {
        String two = "insert into note(text) values ('a'); insert into note(text) values ('b')";
        inTransaction(true, connection -> {
            Statement statement = connection.createStatement();
            for (Use use : List.<Use>of(
                    it -> it.prepareStatement(two),
                    it -> statement.execute(two),
                    it -> statement.addBatch(two),
                    it -> statement.executeQuery("select 1; select 2"))) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> use.on(connection))
                        .withMessageContaining("2 statements");
            }
            statement.executeUpdate(two);
        });
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void a_query_timeout_leaves_the_busy_timeout_of_the_connection_alone() throws SQLException {
        for (boolean isWrite : new boolean[] {true, false}) {
            inTransaction(isWrite, connection -> {
                String before = text(connection, "select timeout from pragma_busy_timeout", 0);
                assertThat(text(connection, "select timeout from pragma_busy_timeout", 1))
                        .isEqualTo(before);
                assertThat(text(connection, "select timeout from pragma_busy_timeout", 0))
                        .isEqualTo(before);
            });
        }
    }

    private static String text(Connection connection, String sql, int queryTimeout) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(queryTimeout);
            ResultSet row = statement.executeQuery(sql);
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void a_harmless_pragma_may_be_asked_in_a_write() throws SQLException {
        inTransaction(true, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet columns = statement.executeQuery("pragma table_info(note)")) {
                assertThat(columns.next()).isTrue();
            }
        });
    }

    @Test
    void there_is_no_way_round_to_the_drivers_own_objects() throws SQLException {
        for (boolean isWrite : new boolean[] {true, false}) {
            inTransaction(isWrite, connection -> {
                PreparedStatement prepared = connection.prepareStatement("select 1");
                Statement statement = connection.createStatement();
                ResultSet rows = prepared.executeQuery();
                DatabaseMetaData metaData = connection.getMetaData();
                List<Object> handedOut = new ArrayList<>(List.of(
                        connection,
                        prepared,
                        statement,
                        rows,
                        metaData,
                        prepared.getConnection(),
                        statement.getConnection(),
                        metaData.getConnection(),
                        rows.getStatement(),
                        rows.getStatement().getConnection(),
                        rows.getMetaData(),
                        prepared.getMetaData(),
                        prepared.getParameterMetaData(),
                        metaData.getTables(null, null, null, null),
                        metaData.getTables(null, null, null, null).getStatement()));
                for (Object object : handedOut) {
                    assertThat(object.getClass().getName())
                            .as("class of a %s", object)
                            .doesNotContain("sqlite");
                }
                assertThat(prepared.getConnection()).isSameAs(connection);
                assertThat(metaData.getConnection()).isSameAs(connection);
                for (java.sql.Wrapper wrapper :
                        new java.sql.Wrapper[] {connection, statement, prepared, metaData, rows}) {
                    assertThat(wrapper.isWrapperFor(org.sqlite.SQLiteConnection.class))
                            .isFalse();
                    assertThatExceptionOfType(SQLException.class)
                            .isThrownBy(() -> wrapper.unwrap(org.sqlite.SQLiteConnection.class));
                    assertThatExceptionOfType(SQLException.class)
                            .isThrownBy(() -> wrapper.unwrap(org.sqlite.core.CoreStatement.class));
                }
                assertThat(connection.isWrapperFor(Connection.class)).isTrue();
                assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
            });
        }
    }

    @Test
    void after_the_end_nothing_of_it_works_and_closing_is_harmless() throws SQLException {
        for (boolean isWrite : new boolean[] {true, false}) {
            Object[] kept = new Object[4];
            inTransaction(isWrite, connection -> {
                PreparedStatement prepared = connection.prepareStatement("select 1");
                kept[0] = connection;
                kept[1] = prepared;
                kept[2] = prepared.executeQuery();
                kept[3] = connection.getMetaData();
            });
            Connection connection = (Connection) kept[0];
            PreparedStatement prepared = (PreparedStatement) kept[1];
            ResultSet rows = (ResultSet) kept[2];
            assertThat(connection.isClosed()).isTrue();
            assertThatExceptionOfType(SQLException.class).isThrownBy(connection::createStatement);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connection.prepareStatement("select 1"));
            assertThatExceptionOfType(SQLException.class).isThrownBy(prepared::executeQuery);
            assertThatExceptionOfType(SQLException.class).isThrownBy(rows::next);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> ((DatabaseMetaData) kept[3]).getTables(null, null, null, null));
            assertThat(prepared.isClosed()).isTrue();
            assertThat(rows.isClosed()).isTrue();
            rows.close();
            prepared.close();
        }
        assertThat(notes()).isEmpty();
    }

    @Test
    void cursors_left_open_on_a_reader_do_not_hold_its_view_for_the_next_borrower() throws SQLException {
        Store single = open("single.db", it -> it.readers(1));
        single.execute("create table n(i integer)");
        single.execute("insert into n values (1), (2), (3)");
        for (int round = 0; round < 3; round++) {
            single.<SQLException>useRead(snapshot -> {
                Connection connection = snapshot.connection();
                assertThat(connection
                                .createStatement()
                                .executeQuery("select i from n")
                                .next())
                        .isTrue();
                assertThat(connection
                                .prepareStatement("select i from n")
                                .executeQuery()
                                .next())
                        .isTrue();
                assertThat(connection
                                .getMetaData()
                                .getTables(null, null, "n", null)
                                .next())
                        .isTrue();
                assertThat(connection
                                .getMetaData()
                                .getColumns(null, null, "n", null)
                                .next())
                        .isTrue();
            });
            single.execute("insert into n values (4)");
            assertThat(single.queryFirst("select count(*) from n", row -> row.getInt(1)))
                    .contains(4 + round);
        }
        try (Foreigner foreigner = new Foreigner(single.config().path())) {
            assertThat(foreigner.number("pragma wal_checkpoint(truncate)")).isZero();
        }
    }

    @Test
    void cursors_left_open_in_a_write_do_not_outlive_it() throws SQLException {
        store.execute("insert into note(text) values ('a'), ('b')");
        inTransaction(true, connection -> {
            assertThat(connection
                            .createStatement()
                            .executeQuery("select id from note")
                            .next())
                    .isTrue();
            assertThat(connection
                            .getMetaData()
                            .getTables(null, null, "note", null)
                            .next())
                    .isTrue();
        });
        assertThat(foreigner().number("pragma wal_checkpoint(truncate)")).isZero();
    }

    @Test
    void a_reader_stays_read_only_whatever_its_borrower_tries() throws SQLException {
        inTransaction(false, connection -> {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> connection.createStatement().executeUpdate("delete from note"));
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> connection.createStatement().execute("create temp table t(n)"));
        });
    }

    @Test
    void many_statements_opened_and_closed_in_one_transaction_are_forgotten() throws SQLException {
        inTransaction(true, connection -> {
            for (int i = 0; i < 20_000; i++) {
                try (PreparedStatement statement = connection.prepareStatement("select 1")) {
                    statement.executeQuery().close();
                }
            }
        });
    }

    /** Runs it in a transaction that has written a note, if it can, and is then committed. */
    private void inTransaction(boolean isWrite, Use use) throws SQLException {
        if (isWrite) {
            store.<SQLException>useWrite(tx -> use.on(tx.connection()));
        } else {
            store.<SQLException>useRead(snapshot -> use.on(snapshot.connection()));
        }
    }

    /** The transactions were neither ended early nor left open: the next one is whole. */
    private void assertStillOne() {
        assertThatThrownBy(() -> store.useWrite(tx -> {
                    addNote(tx, "undone");
                    throw new IllegalStateException("mine");
                }))
                .hasMessage("mine");
        assertThat(notes()).isEmpty();
        foreigner().execute("insert into note(text) values ('foreign')");
        assertThat(notes()).containsExactly("foreign");
    }
}
