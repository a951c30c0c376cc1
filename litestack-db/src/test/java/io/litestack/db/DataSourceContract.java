package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Wrapper;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** What ordinary JDBC code may expect of {@link Database#dataSource}: statements, results, values. */
public abstract class DataSourceContract extends NotesContract {
    protected DataSourceContract(DatabaseContract.Opener opener) {
        super(opener);
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
    void what_belongs_to_the_store_is_refused_as_text_and_as_a_call() throws SQLException {
        try (Connection connection = transaction();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of("attach 'x' as y", "detach y", "pragma journal_mode = delete")) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.execute(sql))
                        .withMessageMatching(".*not (allowed|supported).*");
            }
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(true);
            assertThatExceptionOfType(SQLException.class).isThrownBy(connection::commit);
        }
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

    @Test
    void in_a_trigger_and_a_view_they_stay_what_they_are() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            insert(connection, "a");
            statement.execute("create view last as select last_insert_rowid() as id");
            statement.execute("create trigger t after insert on note when new.at is null begin"
                    + " update note set at = 'after ' || last_insert_rowid() where id = new.id; end");
            insert(connection, "b");
            assertThat(db.query("select sql from sqlite_schema where name in ('last', 't')", String.class))
                    .allSatisfy(it -> assertThat(it).contains("last_insert_rowid()"));
            assertThat(db.query("select at from note where text = 'b'", String.class))
                    .containsExactly("after 2");
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
    void a_result_ends_as_jdbc_says() throws SQLException {
        db.batch("insert into note(text) values (?)", List.of("a", "b", "c"));
        try (Connection connection = source.getConnection()) {
            PreparedStatement select = connection.prepareStatement("select text from note order by id");
            select.setMaxRows(2);
            select.setFetchSize(1);
            select.closeOnCompletion();
            ResultSet rows = select.executeQuery();
            assertThat(rows.isBeforeFirst()).isTrue();
            assertThat(rows.findColumn("text")).isOne();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> rows.getString(1))
                    .withMessageContaining("next()");
            assertThat(rows.next()).isTrue();
            assertThat(rows.isFirst()).isTrue();
            assertThat(rows.getRow()).isEqualTo(1);
            assertThat(rows.next()).isTrue();
            assertThat(rows.next()).isFalse();
            assertThat(rows.isAfterLast()).isTrue();
            assertThat(rows.isClosed()).isFalse();
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> rows.getString(1));
            assertThat(select.isClosed()).isFalse();
            rows.close();
            rows.close();
            assertThat(select.isClosed()).isTrue();
            assertThatExceptionOfType(SQLException.class).isThrownBy(rows::next);
            assertThatExceptionOfType(SQLException.class).isThrownBy(select::executeQuery);
            Statement statement = connection.createStatement();
            ResultSet first = statement.executeQuery("select 1");
            ResultSet second = statement.executeQuery("select 2");
            assertThat(first.isClosed()).isTrue();
            assertThat(second.next()).isTrue();
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(-1);
            assertThat(second.isClosed()).isTrue();
        }
        assertThatNothingIsHeld();
    }

    @Test
    void a_result_of_another_kind_is_given_with_a_warning() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement =
                        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
            assertThat((Throwable) connection.getWarnings()).hasMessageContaining("forward only");
            assertThat(statement.getResultSetType()).isEqualTo(ResultSet.TYPE_FORWARD_ONLY);
            ResultSet rows = statement.executeQuery("select 1");
            assertThatExceptionOfType(SQLException.class).isThrownBy(rows::last);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> rows.updateInt(1, 2));
            connection.clearWarnings();
            assertThat((Throwable) connection.getWarnings()).isNull();
        }
    }

    @Test
    void the_drivers_own_objects_are_not_given_out() throws SQLException, ClassNotFoundException {
        Class<?> driver = Class.forName("org.sqlite.SQLiteConnection");
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement("select 1");
                ResultSet rows = select.executeQuery()) {
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
            assertThat(select.unwrap(PreparedStatement.class)).isSameAs(select);
            assertThat(rows.isWrapperFor(ResultSet.class)).isTrue();
            for (Wrapper wrapper : new Wrapper[] {connection, select, rows}) {
                assertThat(wrapper.isWrapperFor(driver)).isFalse();
                assertThatExceptionOfType(SQLException.class).isThrownBy(() -> wrapper.unwrap(driver));
            }
        }
    }

    @Test
    void a_value_that_was_not_set_is_named() throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into note(text, at) values (:text, ?2)")) {
            insert.setString(1, "a");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(insert::executeUpdate)
                    .withMessageContaining("parameter 2");
            insert.setString(2, "b");
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        assertThat(notes()).containsExactly("a");
    }
}
