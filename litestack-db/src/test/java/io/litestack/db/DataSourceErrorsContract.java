package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.litestack.core.ConstraintViolationException;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Function;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every failure comes through a data source as JDBC's exception for it, with the SQLState that libraries know. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
abstract class DataSourceErrorsContract {
    private static final int CONSTRAINT = 19;
    private static final int BUSY = 5;

    private final Function<DatabaseConfig, Database> opener;

    @TempDir
    Path folder;

    private Database db;

    DataSourceErrorsContract(Function<DatabaseConfig, Database> opener) {
        this.opener = opener;
    }

    @BeforeEach
    void open() {
        db = opener.apply(DatabaseConfig.builder(StoreConfig.builder(folder.resolve("app.db"))
                        .waitTimeout(Duration.ofMillis(200))
                        .build())
                .migrations(Migrations.of(new Migration(1, "tables", """
                        create table parent(id integer primary key);
                        create table child(
                          id integer primary key, name text not null unique, age integer check (age > 0),
                          parent integer references parent(id));
                        create table exact(n integer) strict;
                        create trigger no_bob before insert on child when new.name = 'Bob'
                          begin select raise(abort, 'Bob is not welcome'); end;
                        insert into child(id, name) values (1, 'Ann');""")))
                .build());
    }

    @AfterEach
    void close() {
        db.close();
    }

    private SQLException failure(boolean autoCommit, String sql) throws SQLException {
        try (Connection connection = db.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(autoCommit);
            return catchThrowableOfType(SQLException.class, () -> {
                statement.execute(sql);
                ResultSet rows = statement.getResultSet();
                while (rows != null && rows.next()) {
                    rows.getObject(1);
                }
            });
        }
    }

    /** An SQLException is a Throwable and an Iterable of them. */
    private static AbstractThrowableAssert<?, ?> that(Throwable e) {
        return assertThat(e);
    }

    @ParameterizedTest
    @CsvSource({
        "23505, UNIQUE, insert into child(name) values ('Ann')",
        "23505, PRIMARY_KEY, 'insert into child(id, name) values (1, ''Cid'')'",
        "23502, NOT_NULL, insert into child(age) values (3)",
        "23503, FOREIGN_KEY, 'insert into child(name, parent) values (''Cid'', 7)'",
        "23514, CHECK, 'insert into child(name, age) values (''Cid'', 0)'",
        "23000, OTHER, insert into child(name) values ('Bob')",
        "23505, UNIQUE, insert into child(name) values ('Ann') returning id"
    })
    void a_broken_rule_is_an_integrity_violation(String state, ConstraintViolationException.Kind kind, String sql)
            throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            SQLException e = failure(autoCommit, sql);
            that(e).isInstanceOf(SQLIntegrityConstraintViolationException.class);
            assertThat(e.getSQLState()).isEqualTo(state);
            assertThat(e.getErrorCode()).isEqualTo(CONSTRAINT);
            that(e).hasMessageMatching(
                            "\\[SQLITE_CONSTRAINT_\\w+] (\\w+( KEY| NULL)? constraint failed(: .*[^)])?|Bob is not welcome)");
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            ConstraintViolationException.class,
                            it -> assertThat(it.kind()).isEqualTo(kind));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "42601, selec 1",
        "42601, select * from child where",
        "42601, pragma",
        "42S02, select * from nobody",
        "42S02, insert into nobody values (1)",
        "42S22, select missing from child",
        "42S22, insert into child(missing) values (1)",
        "42S01, create table child(id)",
        "42S21, alter table child add column name text",
        "42883, select missing()",
        "21S01, 'insert into parent values (1, 2)'",
        "42000, select max(count(*)) from child"
    })
    void a_wrong_statement_is_a_syntax_error(String state, String sql) throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            SQLException e = failure(autoCommit, sql);
            that(e).isInstanceOf(SQLSyntaxErrorException.class);
            assertThat(e.getSQLState()).isEqualTo(state);
        }
    }

    @Test
    void a_query_that_is_none_says_what_is_wrong_with_it() throws SQLException {
        try (Connection connection = db.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : new String[] {"selec 1", "selec", "child"}) {
                SQLException e = catchThrowableOfType(SQLException.class, () -> statement.executeQuery(sql));
                that(e).isInstanceOf(SQLSyntaxErrorException.class);
                assertThat(e.getSQLState()).isEqualTo("42601");
            }
            for (String sql : new String[] {"analyze", "drop table exact", "insert into parent values (1)", "begin"}) {
                SQLException e = catchThrowableOfType(SQLException.class, () -> statement.executeQuery(sql));
                assertThat(e.getSQLState()).isEqualTo("HY010");
                that(e).hasMessageContaining("executeUpdate");
            }
        }
        assertThat(db.query("select count(*) from parent", Long.class)).containsExactly(0L);
    }

    @ParameterizedTest
    @CsvSource({
        "22018, insert into exact values ('one')",
        "22018, 'insert into child(id, name) values (''one'', ''Cid'')'",
        "22003, select abs(-9223372036854775808)",
        "22032, select json('{')",
        "22001, select length(zeroblob(2000000000))"
    })
    void a_wrong_value_is_a_data_exception(String state, String sql) throws SQLException {
        SQLException e = failure(true, sql);
        that(e).isInstanceOf(SQLDataException.class);
        assertThat(e.getSQLState()).isEqualTo(state);
    }

    @Test
    void a_failure_in_a_batch_is_what_it_is_outside() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            try (Connection connection = db.dataSource().getConnection();
                    PreparedStatement insert = connection.prepareStatement("insert into child(name) values (?)")) {
                connection.setAutoCommit(autoCommit);
                for (String name : new String[] {"Cid", "Ann", "Dan"}) {
                    insert.setString(1, name);
                    insert.addBatch();
                }
                BatchUpdateException e = catchThrowableOfType(BatchUpdateException.class, insert::executeBatch);
                assertThat(e.getSQLState()).isEqualTo("23505");
                assertThat(e.getErrorCode()).isEqualTo(CONSTRAINT);
                that(e).hasMessageContaining("row 2").hasMessageContaining("child.name");
                that(e.getNextException())
                        .isInstanceOf(SQLIntegrityConstraintViolationException.class)
                        .isSameAs(e.getCause());
                assertThat(e.getNextException().getSQLState()).isEqualTo("23505");
            }
        }
    }

    @Test
    void who_waits_too_long_for_the_writer_is_told_that_it_is_busy() throws SQLException {
        try (Connection holder = db.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("insert into parent values (1)");
            Throwable failure = Background.run(
                            "other",
                            () -> db.dataSource()
                                    .getConnection()
                                    .createStatement()
                                    .execute("insert into parent values (2)"))
                    .failure();
            assertThat(failure).isInstanceOfSatisfying(SQLTransactionRollbackException.class, e -> {
                assertThat(e.getSQLState()).isEqualTo("40001");
                assertThat(e.getErrorCode()).isEqualTo(BUSY);
            });
        }
    }

    @Test
    void a_write_on_a_connection_that_only_reads_is_refused_as_one() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            try (Connection connection = db.dataSource().getConnection()) {
                connection.setReadOnly(true);
                connection.setAutoCommit(autoCommit);
                SQLException e = catchThrowableOfType(
                        SQLException.class,
                        () -> connection.createStatement().execute("insert into parent values (1)"));
                that(e).isInstanceOf(SQLFeatureNotSupportedException.class);
                assertThat(e.getSQLState()).isEqualTo("25006");
            }
        }
    }

    @Test
    void a_table_whose_rows_are_still_read_is_not_dropped_and_the_error_says_why() throws SQLException {
        try (Connection connection = db.dataSource().getConnection();
                Statement select = connection.createStatement()) {
            connection.setAutoCommit(false);
            ResultSet rows = select.executeQuery("select id from child union all select 2 union all select 3");
            rows.next();
            SQLException e = catchThrowableOfType(
                    SQLException.class, () -> connection.createStatement().execute("drop table child"));
            that(e).hasMessageContaining("close it first");
            rows.close();
            connection.createStatement().execute("drop table child");
            connection.rollback();
        }
    }

    @Test
    void another_file_is_not_attached_and_the_error_says_why() throws SQLException {
        for (String sql : new String[] {"attach 'x' as y", "detach y"}) {
            SQLException e = failure(true, sql);
            that(e).isInstanceOf(SQLFeatureNotSupportedException.class).hasMessageContaining("second Database");
        }
    }

    @Test
    void what_is_closed_says_so() throws SQLException {
        Connection connection = db.dataSource().getConnection();
        Statement statement = connection.createStatement();
        connection.close();
        SQLException e = catchThrowableOfType(SQLException.class, connection::createStatement);
        that(e).isInstanceOf(SQLNonTransientConnectionException.class);
        assertThat(e.getSQLState()).isEqualTo("08003");
        assertThat(catchThrowableOfType(SQLException.class, () -> statement.execute("select 1"))
                        .getSQLState())
                .isNotNull();
        Connection late = db.dataSource().getConnection();
        db.close();
        e = catchThrowableOfType(
                SQLException.class, () -> late.createStatement().execute("select 1"));
        that(e).isInstanceOf(SQLNonTransientConnectionException.class);
        assertThat(e.getSQLState()).isEqualTo("08003");
    }

    @Test
    void a_position_that_does_not_exist_is_named() throws SQLException {
        try (Connection connection = db.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement("select ?")) {
            select.setInt(1, 5);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                for (int wrong : new int[] {0, 2, -1}) {
                    SQLException e = catchThrowableOfType(SQLException.class, () -> row.getInt(wrong));
                    assertThat(e.getSQLState()).isEqualTo("07009");
                    that(e).hasMessageContaining("column " + wrong);
                }
                assertThat(catchThrowableOfType(SQLException.class, () -> row.getInt("nothing"))
                                .getSQLState())
                        .isEqualTo("42S22");
            }
        }
    }

    @Test
    void what_is_not_given_is_named() throws SQLException {
        try (Connection connection = db.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select 1")) {
            row.next();
            assertState("22023", "label", () -> row.getInt((String) null));
            assertState("22023", "name of a column", () -> statement.executeUpdate("select 1", new String[] {null}));
            assertState("22023", "is null", () -> statement.execute(null));
            assertState("07001", "1 placeholders", () -> statement.executeQuery("select ?"));
            assertState(
                    "07001",
                    "2 placeholders",
                    () -> statement.executeUpdate("delete from parent where id = :a or id = @b"));
        }
    }

    private static void assertState(String state, String message, ThrowingCallable call) {
        SQLException e = catchThrowableOfType(SQLException.class, call);
        that(e).hasMessageContaining(message);
        assertThat(e.getSQLState()).isEqualTo(state);
    }
}
