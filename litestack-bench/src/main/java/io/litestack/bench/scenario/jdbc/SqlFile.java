package io.litestack.bench.scenario.jdbc;

import io.litestack.bench.harness.Side;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migrations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** A file behind a {@code DataSource} of either side. Thread-safe. */
public record SqlFile(Path path, DataSource dataSource, Runnable closer) implements AutoCloseable {
    /** Readers of Litestack: as many as the threads of the rows keep busy on a small machine. */
    private static final int READERS = 4;

    /** What runs on a connection. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void run(Connection connection) throws SQLException;
    }

    /** Opens the file as either side does. */
    public static SqlFile open(Side side, Path folder, Sync sync) {
        Path path = folder.resolve("data.db");
        if (side == Side.RIVAL) {
            HikariRival rival = HikariRival.open(path, sync);
            return new SqlFile(path, rival.dataSource(), rival::close);
        }
        Database database = Database.open(DatabaseConfig.builder(StoreConfig.builder(path)
                        .sync(sync)
                        .readers(READERS)
                        // only a warning, which some rows would provoke all the time
                        .slowTransaction(Duration.ofMinutes(1))
                        .build())
                .migrations(Migrations.none())
                .build());
        return new SqlFile(path, database.dataSource(), database::close);
    }

    /** Runs statements one by one. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Runs work in a transaction, as frameworks do. */
    public static void inTransaction(DataSource source, Work work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                work.run(connection);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Runs work in a transaction, as frameworks do. */
    public void inTransaction(Work work) throws SQLException {
        inTransaction(dataSource, work);
    }

    /** Reads a number. */
    public static long number(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Reads a number. */
    public long number(String sql) throws SQLException {
        return number(dataSource, sql);
    }

    @Override
    public void close() {
        closer.run();
    }
}
