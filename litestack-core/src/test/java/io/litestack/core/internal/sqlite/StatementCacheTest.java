package io.litestack.core.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreConfig;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a connection keeps of the statements that it has prepared is bounded, in number and in bytes. */
@ExtendWith(LeakCheck.class)
class StatementCacheTest {
    @TempDir
    Path folder;

    private CachedConnection connection;

    @BeforeEach
    void open() throws SQLException {
        StoreConfig config = StoreConfig.builder(folder.resolve("app.db")).build();
        FileGuard.prepare(config.path());
        connection = new ConnectionFactory(config).openFirst();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void many_texts_keep_no_more_than_the_bounds() throws SQLException {
        for (int i = 0; i < 1_000; i++) {
            run("select " + i);
        }
        assertThat(connection.callers().kept().size()).isEqualTo(256);
        assertThat(isKept("select 999")).isTrue();
        assertThat(isKept("select 1")).isFalse();
    }

    @Test
    void long_texts_keep_no_more_than_the_bounds() throws SQLException {
        for (int i = 0; i < 100; i++) {
            run("select " + i + " -- " + "x".repeat(20_000));
        }
        assertThat(connection.callers().kept().chars()).isBetween(200_000, 256 << 10);
    }

    @Test
    void a_very_long_text_is_not_kept_and_drives_no_other_out() throws SQLException {
        run("select 1");
        for (int i = 0; i < 20; i++) {
            run("select " + i + " -- " + "x".repeat(500_000));
        }
        assertThat(connection.callers().kept().size()).isEqualTo(1);
        assertThat(isKept("select 1")).isTrue();
    }

    @Test
    void a_statement_in_use_that_is_driven_out_works_to_its_end_and_is_closed_then() throws SQLException {
        PreparedSql inUse = connection.callers().lend("select 1 union all select 2", SqlGuard.READER);
        ResultSet rows = inUse.jdbc.executeQuery();
        assertThat(rows.next()).isTrue();
        for (int i = 0; i < 300; i++) {
            run("select " + i);
        }
        assertThat(isKept(inUse.sql)).isFalse();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(2);
        connection.callers().giveBack(inUse);
        assertThat(inUse.jdbc.isClosed()).isTrue();
    }

    @Test
    void the_count_of_bytes_is_right_after_statements_were_discarded() throws SQLException {
        for (int i = 0; i < 50; i++) {
            connection.callers().discard(connection.callers().lend("select " + i, SqlGuard.READER));
        }
        assertThat(connection.callers().kept().size()).isZero();
        assertThat(connection.callers().kept().chars()).isZero();
        run("select 'kept'");
        assertThat(connection.callers().kept().chars()).isEqualTo("select 'kept'".length());
        connection.closeStatements();
        assertThat(connection.callers().kept().chars()).isZero();
    }

    private void run(String sql) throws SQLException {
        connection.callers().giveBack(connection.callers().lend(sql, SqlGuard.READER));
    }

    private boolean isKept(String sql) {
        return connection.callers().kept().get(sql) != null;
    }
}
