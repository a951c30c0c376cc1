package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;

import example.Forgetful;
import io.litestack.core.Checkpoint;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What connections hold and do not use is reported, with whoever took it. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class DataSourceLeakTest {
    private static final String SELECT = "select text from note order by id";
    private static final String COUNT = "select count(*) from note";
    private static final String INSERT = "insert into note(text) values ('x')";

    /** What is left open. */
    enum Left {
        RESULT("a reader", "with an open result of \"" + SELECT) {
            @Override
            Connection leave(DataSource source) throws SQLException {
                return Forgetful.openResult(source, SELECT);
            }
        },
        SNAPSHOT("a reader", "after \"" + COUNT) {
            @Override
            Connection leave(DataSource source) throws SQLException {
                return Forgetful.openSnapshot(source, COUNT);
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
    private final List<Connection> forgotten = new CopyOnWriteArrayList<>();
    private Database db;

    @AfterEach
    void close() throws SQLException {
        closeForgotten(); // while the clock stands still the database would wait for ever
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

    /** Leaves things open on a thread that ends, and waits until they have not been used for eleven seconds. */
    private void forget(DataSource source, Left... all) {
        Background.run("forgetful", () -> {
                    for (Left left : all) {
                        forgotten.add(left.leave(source));
                    }
                })
                .result();
        ticker.awaitLooks();
        ticker.advance(Duration.ofSeconds(11));
        ticker.awaitLooks();
    }

    private void closeForgotten() throws SQLException {
        for (Connection connection : forgotten) {
            connection.close();
        }
    }

    private Recorder.Leak leak(Left left, boolean hasPlace) {
        return listener.leaks.stream()
                .filter(it ->
                        it.loan().contains(left.statement) && it.borrowed().isEmpty() != hasPlace)
                .findFirst()
                .orElseThrow(() -> new AssertionError(left + " is not reported, but " + listener.leaks));
    }

    @Test
    void what_is_left_open_is_reported_with_its_statement_and_the_next_time_with_its_place() throws SQLException {
        DataSource source = open(it -> it.ticker(ticker).checkpoint(Checkpoint.EXTERNAL), TransactionBegin.LAZY);
        forget(source, Left.values());
        assertThat(listener.leaks).hasSize(3);
        for (Left left : Left.values()) {
            assertThat(leak(left, false).loan()).startsWith(left.what + " in \"forgetful\", for 11000 ms, ");
        }
        closeForgotten();
        forget(source, Left.values());
        assertThat(listener.leaks).hasSize(6);
        for (Left left : Left.values()) {
            assertThat(leak(left, true).borrowed()).contains("example.Forgetful.open", "DataSourceLeakTest");
            assertThat(leak(left, true).loan()).contains("taken at ").contains("Forgetful.java:");
        }
        ticker.advance(Duration.ofSeconds(11));
        ticker.awaitLooks();
        assertThat(listener.leaks).as("each place is reported once").hasSize(6);
    }

    @Test
    void with_leak_detection_set_the_first_report_has_the_place() {
        DataSource source = open(
                it -> it.ticker(ticker).checkpoint(Checkpoint.EXTERNAL).leakDetection(Duration.ofSeconds(3)),
                TransactionBegin.EAGER);
        forget(source, Left.values());
        assertThat(listener.leaks).hasSize(3).allMatch(it -> it.borrowed().contains("example.Forgetful.open"));
    }

    @Test
    void a_transaction_is_reported_before_its_timeout_ends_it() {
        DataSource source = open(
                it -> it.ticker(ticker).checkpoint(Checkpoint.EXTERNAL).transactionTimeout(Duration.ofSeconds(12)),
                TransactionBegin.LAZY);
        forget(source, Left.TRANSACTION);
        assertThat(listener.leaks).hasSize(1);
        ticker.advance(Duration.ofSeconds(2));
        assertThat(db.execute(INSERT)).as("the writer is free").isEqualTo(1);
    }

    @Test
    void what_is_used_now_and_then_is_not_reported() throws SQLException {
        DataSource source = open(it -> it.ticker(ticker).checkpoint(Checkpoint.EXTERNAL), TransactionBegin.LAZY);
        try (Connection reading = source.getConnection();
                Statement statement = reading.createStatement();
                ResultSet rows = statement.executeQuery(
                        "with recursive n(i) as (values (1) union all select i + 1 from n limit 9)"
                                + " select i from n");
                Connection writing = Forgetful.openTransaction(source, INSERT);
                Statement update = writing.createStatement()) {
            for (int i = 0; i < 3; i++) {
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
