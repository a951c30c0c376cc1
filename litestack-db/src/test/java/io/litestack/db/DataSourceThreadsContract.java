package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection in the hands of several threads, which no application should do: each error is an SQLException. */
public abstract class DataSourceThreadsContract extends NotesContract {
    private static final int ROWS = 2_000;
    private static final int ROUNDS = 20;
    private static final String ENDLESS =
            "with recursive n(i) as (values (1) union all select i + 1 from n) select max(i) from n";
    private static final String MANY =
            "with recursive c(n) as (select 1 union all select n + 1 from c where n < " + ROWS + ") select n from c";

    protected DataSourceThreadsContract(DatabaseContract.Opener opener) {
        super(opener);
    }

    /** All rows, or an error that says why there are no more of them. */
    private static void assertThatItEnds(ResultSet rows, CyclicBarrier start) throws Exception {
        int last = 0;
        start.await();
        try {
            while (rows.next()) {
                last = rows.getInt(1);
            }
            assertThat(last).as("the last of the rows").isEqualTo(ROWS);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).isIn("08003", "24000", "HY010", "57014");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_stream_that_another_thread_closes_is_not_cut_in_silence(boolean isAuto) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(isAuto);
                PreparedStatement select = connection.prepareStatement(MANY);
                ResultSet rows = select.executeQuery();
                AutoCloseable closed = List.of(connection, select, rows).get(round % 3);
                CyclicBarrier start = new CyclicBarrier(2);
                Background<Void> closer = Background.run("closer", () -> {
                    start.await();
                    closed.close();
                });
                assertThatItEnds(rows, start);
                closer.result();
            }
        }
        assertThatNothingIsHeld();
    }

    @Test
    void a_statement_that_threads_share_gives_rows_or_says_why_not() throws Exception {
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement(MANY)) {
            CyclicBarrier start = new CyclicBarrier(4);
            List<Background<Void>> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(Background.run("reader " + i, () -> {
                    start.await();
                    for (int round = 0; round < ROUNDS; round++) {
                        @Nullable SQLException failure = read(select);
                        assertThat(failure == null ? "HY010" : failure.getSQLState())
                                .isIn("24000", "HY010");
                    }
                }));
            }
            threads.forEach(Background::result);
        }
        assertThatNothingIsHeld();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void who_closes_a_connection_or_a_statement_stops_what_another_thread_runs_on_it(boolean isAuto) throws Exception {
        for (boolean isConnection : new boolean[] {true, false}) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(isAuto);
                Background<Boolean> running = Background.call(
                        "runner", () -> statement.executeQuery(ENDLESS).next());
                Eventually.until("SQLite works", () -> isInSqlite(running.thread()));
                (isConnection ? connection : statement).close();
                assertThat(running.failure())
                        .isInstanceOf(SQLException.class)
                        .hasMessageNotContaining("limit")
                        .extracting(it -> ((SQLException) it).getSQLState())
                        .isIn("57014", "08003");
                assertThat(connection.isClosed()).isEqualTo(isConnection);
            }
            assertThatNothingIsHeld();
        }
    }

    private static boolean isInSqlite(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(it -> it.getClassName().equals("org.sqlite.core.NativeDB"));
    }

    private static @Nullable SQLException read(PreparedStatement select) {
        try {
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                rows.getInt(1);
            }
            return null;
        } catch (SQLException e) {
            return e;
        }
    }
}
