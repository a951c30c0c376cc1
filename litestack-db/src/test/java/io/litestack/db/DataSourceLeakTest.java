package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;

import example.Forgetful;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Recorder;
import io.litestack.core.testkit.WatchedTicker;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What connections hold and do not use is reported, with whoever took it. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class DataSourceLeakTest {
    private static final String SELECT = "select text from note order by id";
    private static final String INSERT = "insert into note(text) values ('x')";

    /** What is left open. */
    enum Left {
        RESULT("a reader", "with an open result of \"" + SELECT) {
            @Override
            Connection leave(DataSource source) throws SQLException {
                return Forgetful.openResult(source, SELECT);
            }
        },
        SNAPSHOT("a reader", "after \"" + SELECT) {
            @Override
            Connection leave(DataSource source) throws SQLException {
                return Forgetful.openSnapshot(source, SELECT);
            }
        },
        TRANSACTION("the writer", "after \"" + INSERT) {
            @Override
            Connection leave(DataSource source) throws SQLException {
                return Forgetful.openTransaction(source, INSERT);
            }
        };

        final String what;
        final String statement;

        Left(String what, String statement) {
            this.what = what;
            this.statement = statement;
        }

        abstract Connection leave(DataSource source) throws SQLException;
    }

    @TempDir
    Path folder;

    private final Recorder listener = new Recorder();
    private final WatchedTicker ticker = new WatchedTicker();
    private final List<Connection> forgotten = new ArrayList<>();
    private Database db;

    @AfterEach
    void close() throws SQLException {
        for (Connection connection : forgotten) {
            connection.close(); // while the clock stands still the database would wait for ever
        }
        db.close();
    }

    private DataSource open(UnaryOperator<StoreConfig.Builder> settings, TransactionBegin begin) {
        StoreConfig.Builder store =
                StoreConfig.builder(folder.resolve("app.db")).sync(Sync.OFF).listener(listener);
        db = Database.open(DatabaseConfig.builder(settings.apply(store).build())
                .migrations(Migrations.of(
                        new Migration(1, "note", "create table note(id integer primary key, text text)"),
                        new Migration(2, "two", "insert into note(text) values ('a'), ('b')")))
                .begin(begin)
                .build());
        return db.dataSource();
    }

    /** Leaves something open on a thread that ends, and waits until it has not been used for eleven seconds. */
    private Connection forget(Left left, DataSource source) {
        Connection connection =
                Background.call("forgetful", () -> left.leave(source)).result();
        forgotten.add(connection);
        ticker.awaitLooks();
        ticker.advance(Duration.ofSeconds(11));
        ticker.awaitLooks();
        return connection;
    }

    @ParameterizedTest
    @EnumSource
    void what_is_left_open_is_reported_with_its_statement_and_the_next_time_with_its_place(Left left)
            throws SQLException {
        DataSource source = open(it -> it.ticker(ticker), TransactionBegin.LAZY);
        Connection connection = forget(left, source);
        assertThat(listener.leaks).hasSize(1);
        assertThat(listener.leaks.get(0).loan())
                .startsWith(left.what + " in \"forgetful\", for 11000 ms, " + left.statement);
        assertThat(listener.leaks.get(0).borrowed()).isEmpty();
        connection.close();
        Connection another = forget(left, source);
        assertThat(listener.leaks).hasSize(2);
        assertThat(listener.leaks.get(1).borrowed()).contains("example.Forgetful.open", "DataSourceLeakTest");
        assertThat(listener.leaks.get(1).loan())
                .contains(left.statement)
                .contains("taken at ")
                .contains("Forgetful.java:");
        another.close();
        forget(left, source).close();
        assertThat(listener.leaks).as("each place is reported once").hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void with_leak_detection_set_the_first_report_has_the_place(Left left) throws SQLException {
        DataSource source = open(it -> it.ticker(ticker).leakDetection(Duration.ofSeconds(3)), TransactionBegin.EAGER);
        Connection connection = forget(left, source);
        assertThat(listener.leaks).hasSize(1);
        assertThat(listener.leaks.get(0).borrowed()).contains("example.Forgetful.open");
        connection.close();
    }

    @Test
    void a_transaction_is_reported_before_its_timeout_ends_it() {
        DataSource source =
                open(it -> it.ticker(ticker).transactionTimeout(Duration.ofSeconds(12)), TransactionBegin.LAZY);
        forget(Left.TRANSACTION, source);
        assertThat(listener.leaks).hasSize(1);
        ticker.advance(Duration.ofSeconds(2));
        assertThat(db.execute(INSERT)).as("the writer is free").isEqualTo(1);
    }

    @Test
    void what_is_used_now_and_then_is_not_reported() throws SQLException {
        DataSource source = open(it -> it.ticker(ticker), TransactionBegin.LAZY);
        try (Connection reading = source.getConnection();
                Statement statement = reading.createStatement();
                ResultSet rows = statement.executeQuery(
                        "with recursive n(i) as (values (1) union all select i + 1 from n limit 9)"
                                + " select i from n");
                Connection writing = Forgetful.openTransaction(source, INSERT);
                Statement update = writing.createStatement()) {
            for (int i = 0; i < 5; i++) {
                rows.next();
                update.executeUpdate(INSERT);
                ticker.awaitLooks();
                ticker.advance(Duration.ofSeconds(6));
                ticker.awaitLooks();
            }
        }
        assertThat(listener.leaks).isEmpty();
    }

    @Test
    void an_open_result_that_keeps_the_log_from_being_begun_anew_is_named() throws SQLException {
        DataSource source = open(it -> it.leakDetection(Duration.ofHours(1)), TransactionBegin.LAZY);
        Connection holder =
                Background.call("exporting", () -> Left.RESULT.leave(source)).result();
        try (Connection connection = source.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into note(text) values (?)")) {
            insert.setString(1, "x".repeat(500_000));
            while (listener.starved.isEmpty()) {
                insert.executeUpdate();
            }
        }
        assertThat(listener.starved.get(0))
                .startsWith("a reader in \"exporting\", for ")
                .contains("with an open result of \"" + SELECT + "\", taken at ")
                .contains("Forgetful.java:");
        holder.close();
    }
}
