package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and rows that a change gives back through {@link Database#dataSource}, in autocommit mode and in a transaction. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
public abstract class DataSourceKeysContract {
    @TempDir
    protected Path folder;

    private final DatabaseContract.Opener opener;
    private Database db;
    private Connection connection;

    protected DataSourceKeysContract(DatabaseContract.Opener opener) {
        this.opener = opener;
    }

    @BeforeEach
    void open() throws SQLException {
        db = opener.open(DatabaseConfig.builder(
                        StoreConfig.builder(folder.resolve("app.db")).readers(1).build())
                .migrations(Migrations.of(new Migration(
                        1,
                        "tables",
                        "create table item(id integer primary key, name text unique, made text default 'now');"
                                + " create table coded(code text default (lower(hex(randomblob(4)))) primary key,"
                                + " name text) without rowid;"
                                + " create table heard(text text);"
                                + " create trigger t after insert on item begin"
                                + " insert into heard values (new.name); end")))
                .build());
        connection = db.dataSource().getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        db.close();
    }

    private void autoCommit(boolean value) throws SQLException {
        connection.setAutoCommit(value);
    }

    private static List<String> all(ResultSet rows) throws SQLException {
        List<String> all = new ArrayList<>();
        try (rows) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(i == 1 ? "" : " ").append(rows.getString(i));
                }
                all.add(row.toString());
            }
        }
        return all;
    }

    private List<String> keys(String sql, String... names) throws SQLException {
        try (PreparedStatement statement = names.length == 0
                ? connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)
                : connection.prepareStatement(sql, names)) {
            statement.executeUpdate();
            return all(statement.getGeneratedKeys());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keys_are_given_for_each_row_and_column_that_is_asked_for(boolean isAuto) throws SQLException {
        autoCommit(isAuto);
        assertThat(keys("insert into item(name) values ('a')")).containsExactly("1");
        assertThat(keys("insert into item(name) values ('b'), ('c')")).containsExactly("2", "3");
        assertThat(keys("insert into item(name) select name || '+' from item -- all"))
                .containsExactly("4", "5", "6");
        assertThat(keys("insert into item(name) values ('d');", "ID")).containsExactly("7");
        assertThat(keys("insert into item(name) values ('e')", "id", "made", "name"))
                .containsExactly("8 now e");
        assertThat(keys("insert into item(name) values ('f')", "rowid")).containsExactly("9");
        assertThat(keys("insert into item(name) values ('a') on conflict do nothing"))
                .isEmpty();
        assertThat(keys("insert or ignore into item(name) values ('a')", "id", "name"))
                .isEmpty();
        assertThat(keys("insert into item(name) values ('a') on conflict(name) do update set made = 'then'", "id"))
                .containsExactly("1");
        assertThat(keys("update item set made = 'x' where id <= 2", "id", "made"))
                .containsExactly("1 x", "2 x");
        assertThat(keys("delete from item where id = 9", "name")).containsExactly("f");
        assertThat(keys("update item set made = 'y'")).isEmpty();
        assertThat(keys("insert into coded(code, name) values ('k', 'a')")).isEmpty();
        assertThat(keys("insert into coded(code, name) values ('l', 'a')", "code"))
                .containsExactly("l");
        assertThat(keys("with x(v) as (values ('w')) insert into item(name) select v from x", "id"))
                .hasSize(1);
        assertThat(keys("with x(v) as (values ('y'), ('z')) insert into item(name) select v from x"))
                .hasSize(2);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into item(name) values ('i')", new int[] {3, 1});
            assertThat(all(statement.getGeneratedKeys()))
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("now ");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.executeUpdate("insert into item(name) values ('j')", new int[] {4}))
                    .withMessageContaining("no column 4");
        }
        if (!isAuto) {
            connection.commit();
        }
        assertThat(db.store().stats().readersActive()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keys_stay_when_the_transaction_ends_and_need_no_reader(boolean isAuto) throws SQLException {
        autoCommit(isAuto);
        try (Connection reading = db.dataSource().getConnection();
                ResultSet open = reading.createStatement().executeQuery("select 1 union select 2");
                PreparedStatement insert = connection.prepareStatement(
                        "insert into item(name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
            assertThat(open.next()).isTrue();
            for (String name : List.of("a", "b", "c")) {
                insert.setString(1, name);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
            if (!isAuto) {
                connection.commit();
            }
            ResultSet keys = insert.getGeneratedKeys();
            db.execute("insert into item(name) values ('other')");
            assertThat(all(keys)).containsExactly("1", "2", "3");
            assertThat(all(insert.getGeneratedKeys())).containsExactly("1", "2", "3");
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into item(name) values (?)", new String[] {"id", "name"})) {
            for (String name : List.of("x", "y")) {
                insert.setString(1, name);
                insert.addBatch();
            }
            insert.executeBatch();
            assertThat(all(insert.getGeneratedKeys())).containsExactly("5 x", "6 y");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rows_of_a_returning_clause_come_by_every_way(boolean isAuto) throws SQLException {
        autoCommit(isAuto);
        String insert = "insert into item(name) values ('a%d'), ('b%d') returning id, name";
        try (Statement statement = connection.createStatement()) {
            assertThat(all(statement.executeQuery(insert.formatted(1, 1)))).containsExactly("1 a1", "2 b1");
            assertThat(statement.execute(insert.formatted(2, 2))).isTrue();
            assertThat(statement.getUpdateCount()).isEqualTo(-1);
            ResultSet rows = statement.getResultSet();
            if (!isAuto) {
                assertThat(rows.next()).isTrue();
            } else {
                assertThat(db.query("select name from item where id > 2 order by id", String.class))
                        .containsExactly("a2", "b2");
                assertThat(rows.next()).isTrue();
            }
            assertThat(rows.getLong("id")).isEqualTo(3);
            assertThat(rows.getMetaData().getColumnLabel(2)).isEqualTo("name");
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(rows.isClosed()).isTrue();
            assertThat(statement.executeUpdate(insert.formatted(3, 3))).isEqualTo(2);
            assertThat(statement.getGeneratedKeys().next()).isFalse();
        }
        try (PreparedStatement prepared =
                connection.prepareStatement("insert into item(name) values (?) returning id", new String[] {"id"})) {
            prepared.setString(1, "last");
            prepared.executeUpdate();
            assertThat(all(prepared.getGeneratedKeys())).containsExactly("7");
        }
        if (!isAuto) {
            connection.commit();
        }
        assertThat(db.query("select count(*) from heard", Integer.class)).containsExactly(7);
        db.execute("update item set made = made");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_batch_of_many_rows_tells_each_count_and_the_row_that_failed(boolean isAuto) throws SQLException {
        autoCommit(isAuto);
        try (PreparedStatement insert = connection.prepareStatement("insert into item(name) values (?)")) {
            for (int i = 0; i < 1_000; i++) {
                insert.setString(1, "n" + i);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(1_000).containsOnly(1);
            for (int i = 1_000; i < 1_400; i++) {
                insert.setString(1, i == 1_300 ? "n7" : "n" + i);
                insert.addBatch();
            }
            BatchUpdateException failure = catchThrowableOfType(BatchUpdateException.class, insert::executeBatch);
            assertThat((Throwable) failure).hasMessageContaining("row 301").hasMessageContaining("item.name");
            assertThat(failure.getUpdateCounts()).hasSize(isAuto ? 0 : 300);
        }
        if (!isAuto) {
            connection.commit();
        }
        assertThat(db.query("select count(*) from item", Integer.class)).containsExactly(isAuto ? 1_000 : 1_300);
    }
}
