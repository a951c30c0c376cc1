package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.StoreBusyException;
import io.litestack.core.Transaction;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ordinary JDBC code may expect of the transactions of {@link Database#dataSource}. */
public abstract class DataSourceTransactionContract extends NotesContract {
    protected DataSourceTransactionContract(DatabaseContract.Opener opener) {
        super(opener);
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
            try (Connection other = source.getConnection()) {
                insert(other, "of the same thread");
            }
            assertThatExceptionOfType(SQLTimeoutException.class).isThrownBy(leaked::commit);
            insert(leaked, "again");
            leaked.commit();
        }
        assertThat(notes()).containsExactly("next", "of the same thread", "again");
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
