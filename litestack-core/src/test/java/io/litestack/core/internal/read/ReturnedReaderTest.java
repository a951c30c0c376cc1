package io.litestack.core.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.StoreConfig;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.internal.sqlite.PreparedSql;
import io.litestack.core.internal.sqlite.SqlGuard;
import io.litestack.core.testkit.Foreigner;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a borrower leaves behind on a reader, the next one gets a clean one. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class ReturnedReaderTest {
    @FunctionalInterface
    private interface Borrower {
        void use(CachedConnection connection) throws SQLException;
    }

    @TempDir
    Path folder;

    private CachedConnection writer;
    private ReaderPool pool;
    private Foreigner foreigner;

    @BeforeEach
    void openThePool() throws SQLException {
        StoreConfig config =
                StoreConfig.builder(folder.resolve("app.db")).readers(1).build();
        FileGuard.prepare(config.path());
        ConnectionFactory connections = new ConnectionFactory(config);
        writer = connections.openFirst();
        writer.run("create table n(i integer)");
        writer.run("insert into n values (1), (2)");
        pool = new ReaderPool(config, connections, "litestack-app-readers-1", () -> 0);
        foreigner = new Foreigner(config.path());
    }

    @AfterEach
    void closeThePool() throws SQLException {
        pool.stop(TimeUnit.SECONDS.toNanos(1));
        pool.close();
        foreigner.close();
        writer.close();
    }

    @Test
    void an_open_transaction() throws SQLException {
        leavesBehind(connection -> {
            connection.run("BEGIN");
            connection.single("select count(*) from n");
        });
    }

    @Test
    void an_open_cursor() throws SQLException {
        leavesBehind(connection -> {
            ResultSet rows = connection.prepare("select i from n").executeQuery();
            assertThat(rows.next()).isTrue();
        });
    }

    @Test
    void an_open_cursor_in_an_open_transaction() throws SQLException {
        leavesBehind(connection -> {
            connection.runOnce("BEGIN");
            assertThat(connection.prepare("select i from n").executeQuery().next())
                    .isTrue();
        });
    }

    @Test
    void leave_to_write() throws SQLException {
        leavesBehind(connection -> connection.runOnce("PRAGMA query_only=OFF"));
    }

    @Test
    void leave_to_write_and_something_written_that_is_not_committed() throws SQLException {
        leavesBehind(connection -> {
            connection.runOnce("PRAGMA query_only=OFF");
            connection.runOnce("BEGIN");
            connection.runOnce("delete from n");
        });
    }

    @Test
    void settings_that_a_statement_changed_which_passed_the_guard() throws SQLException {
        for (String pragma :
                List.of("recursive_triggers=ON", "cache_size=17", "read_uncommitted=ON", "busy_timeout=1")) {
            Loan loan = pool.borrow();
            String name = pragma.substring(0, pragma.indexOf('='));
            String before = loan.reader.connection().pragma(name);
            loan.reader.connection().settings().watch();
            loan.reader.connection().runOnce("PRAGMA " + pragma);
            pool.giveBack(loan, false);
            Loan next = pool.borrow();
            assertThat(next.reader.connection()).as(pragma).isNotSameAs(loan.reader.connection());
            assertThat(next.reader.connection().pragma(name)).isEqualTo(before);
            pool.giveBack(next, false);
        }
    }

    @Test
    void a_statement_that_may_change_settings_and_did_not() throws SQLException {
        Loan loan = pool.borrow();
        for (int i = 0; i < 2; i++) {
            PreparedSql asked =
                    loan.reader.connection().callers().lend("select * from pragma_query_only", SqlGuard.READER);
            loan.reader.connection().callers().giveBack(asked);
            assertThat(loan.reader.connection().settings().isDue()).isTrue();
            pool.giveBack(loan, false);
            Loan next = pool.borrow();
            assertThat(next.reader.connection()).isSameAs(loan.reader.connection());
            assertThat(next.reader.connection().settings().isDue()).isFalse();
            loan = next;
        }
        pool.giveBack(loan, false);
    }

    @Test
    void a_statement_that_could_not_be_closed() {
        Loan loan = pool.borrow();
        loan.reader.connection().markBroken();
        pool.giveBack(loan, false);
        Loan next = pool.borrow();
        assertThat(next.reader.connection()).isNotSameAs(loan.reader.connection());
        pool.giveBack(next, false);
    }

    @Test
    void a_closed_connection() throws SQLException {
        leavesBehind(connection -> connection.driver().close());
    }

    @Test
    void an_error() throws SQLException {
        leavesBehind(connection -> assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connection.single("select nothing_there from n")));
    }

    private void leavesBehind(Borrower borrower) throws SQLException {
        for (long count = 2; count < 5; count++) {
            Loan loan = pool.borrow();
            assertThat(loan.reader.connection().single("select count(*) from n"))
                    .isEqualTo(count);
            borrower.use(loan.reader.connection());
            pool.giveBack(loan, true);
            assertThat(pool.isAnyBorrowed()).isFalse();
            foreigner.execute("insert into n values (9)");
            assertThat(foreigner.number("pragma wal_checkpoint(truncate)"))
                    .as("the view is not held")
                    .isZero();
            Loan next = pool.borrow();
            assertThat(next.reader.connection().isInTransaction()).isFalse();
            assertThat(next.reader.connection().pragma("query_only")).isEqualTo("1");
            assertThat(next.reader.connection().single("select count(*) from n"))
                    .isEqualTo(count + 1);
            pool.giveBack(next, false);
        }
    }
}
