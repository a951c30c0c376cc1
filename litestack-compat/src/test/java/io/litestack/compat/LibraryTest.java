package io.litestack.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of every library begin with: a database of the test's own, in a file. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
public abstract class LibraryTest {
    /** A statement that is busy for many seconds if nobody stops it. */
    protected static final String ENDLESS =
            "with recursive c(n) as (select 1 union all select n + 1 from c where n < 60000000) select count(*) from c";

    /** Where the file is. */
    @TempDir
    protected Path folder;

    private TestDatabase database;

    @BeforeEach
    final void open() {
        database = TestDatabase.open(file());
    }

    @AfterEach
    final void close() {
        database.close();
    }

    /** The database's file. */
    protected final Path file() {
        return folder.resolve("app.db");
    }

    /** What is given to the library. */
    protected final DataSource dataSource() {
        return database.dataSource();
    }

    /** Runs statements without the library, each on a line or more of its own and ended by a semicolon. */
    protected final void script(String statements) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements.split(";\\s*(\\n|$)")) {
                statement.execute(sql);
            }
        }
    }

    /** Asks without the library. */
    protected final long number(String sql) throws SQLException {
        return Long.parseLong(texts(sql).get(0));
    }

    /** Asks without the library: the first column of all rows. */
    protected final List<String> texts(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    /** Asserts that something is stopped within a few seconds, where it would run for long. */
    protected static void assertThatItIsSoon(long startNanos) {
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos))
                .isLessThan(20);
    }
}
