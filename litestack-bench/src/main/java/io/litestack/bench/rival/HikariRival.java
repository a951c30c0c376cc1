package io.litestack.bench.rival;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.litestack.core.Sync;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/** HikariCP and sqlite-jdbc as someone sets them up who knows both well. Thread-safe. */
public final class HikariRival implements AutoCloseable {
    /** What the row compares with. */
    public static final String NAME = "HikariCP + sqlite-jdbc";

    /** How it is set up, for the report. */
    public static final String SETTINGS = "pool of 8, filled, never retired, autocommit by default; journal_mode=WAL,"
            + " synchronous as the row says, transaction_mode=IMMEDIATE, busy_timeout=5000, jdbc.get_generated_keys=false,"
            + " cache_size=-4096 each, temp_store=MEMORY, foreign_keys=ON, journal_size_limit=48000000,"
            + " wal_autocheckpoint=1000 (SQLite's default); a transaction is setAutoCommit(false), statements, commit(),"
            + " setAutoCommit(true); statements are kept where the connection is, and prepared anew where it comes from the"
            + " pool, which keeps none";

    private static final int CONNECTIONS = 8;
    private static final int BUSY_MILLIS = 5_000;
    static final int PATIENT_MILLIS = 30_000;
    private static final int CACHE_KIB = 4_096;
    private static final int JOURNAL_BYTES = 48_000_000;

    /** What runs in a transaction. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void run(Connection connection) throws SQLException;
    }

    private final HikariDataSource pool;

    private HikariRival(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Opens a file. */
    public static HikariRival open(Path file, Sync sync) {
        return open(file, sync, BUSY_MILLIS);
    }

    /** Opens a file for a job queue: some do not go on well after a commit that found the file busy for too long. */
    static HikariRival openPatiently(Path file, Sync sync) {
        return open(file, sync, PATIENT_MILLIS);
    }

    private static HikariRival open(Path file, Sync sync, int busyMillis) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source(file, sync, busyMillis));
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(CONNECTIONS);
        config.setMaxLifetime(0);
        config.setIdleTimeout(0);
        return new HikariRival(new HikariDataSource(config));
    }

    private static SQLiteDataSource source(Path file, Sync sync, int busyMillis) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.valueOf(sync.name()));
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setBusyTimeout(busyMillis);
        config.setGetGeneratedKeys(false);
        config.setCacheSize(-CACHE_KIB);
        config.setTempStore(TempStore.MEMORY);
        config.enforceForeignKeys(true);
        config.setJournalSizeLimit(JOURNAL_BYTES);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    /** The pool itself, for what takes one. */
    public DataSource dataSource() {
        return pool;
    }

    /** Borrows a connection. */
    public Connection borrow() throws SQLException {
        return pool.getConnection();
    }

    /** Runs work in a transaction, as frameworks do. */
    public void inTransaction(Work work) throws SQLException {
        try (Connection connection = borrow()) {
            connection.setAutoCommit(false);
            try {
                work.run(connection);
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Runs a statement. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = borrow();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Reads a number. */
    public long number(String sql) throws SQLException {
        try (Connection connection = borrow();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
