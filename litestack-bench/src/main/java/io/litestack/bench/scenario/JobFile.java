package io.litestack.bench.scenario;

import io.litestack.bench.harness.Side;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** A file with the {@link JobTable}, written and read as either side does it. Thread-safe. */
interface JobFile extends AutoCloseable {
    /** Enough readers for every row of the report. */
    int READERS = 4;

    /** Opens the file, with the table in it. */
    static JobFile open(Side side, Path folder, Sync sync) throws SQLException {
        return side == Side.LITESTACK ? new OfStore(folder, sync) : new OfRival(folder, sync);
    }

    /** Inserts a row in a transaction and runs {@code lastly} before its commit. */
    void insertAnd(Runnable lastly) throws SQLException;

    /** Inserts a row in a transaction. */
    default void insert() throws SQLException {
        insertAnd(() -> {});
    }

    /** Inserts a row by a single statement, which is a transaction by itself. */
    void insertAlone() throws SQLException;

    /** Begins to read the newest rows, runs {@code meanwhile} and reads on: all of it one view of the file. */
    void readAnd(Runnable meanwhile) throws SQLException;

    /** How many rows there are. */
    long count() throws SQLException;

    @Override
    void close();

    /** Closures on a store. */
    final class OfStore implements JobFile {
        private final Store store;

        OfStore(Path folder, Sync sync) {
            store = JobTable.openStore(StoreConfig.builder(JobTable.file(folder))
                    .sync(sync)
                    .readers(READERS)
                    // only a warning, which some rows would provoke all the time
                    .slowTransaction(Duration.ofMinutes(1))
                    .build());
        }

        @Override
        public void insertAnd(Runnable lastly) {
            store.useWrite(transaction -> {
                JobTable.insert(transaction);
                lastly.run();
            });
        }

        @Override
        public void insertAlone() {
            JobTable.insert(store);
        }

        @Override
        public void readAnd(Runnable meanwhile) {
            store.useRead(snapshot -> {
                Optional<Long> before = snapshot.queryFirst(JobTable.NEWEST, row -> row.getLong(1));
                meanwhile.run();
                if (!before.equals(snapshot.queryFirst(JobTable.NEWEST, row -> row.getLong(1)))) {
                    throw new IllegalStateException("the snapshot changed");
                }
            });
        }

        @Override
        public long count() {
            return JobTable.count(store);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /** Borrowed connections. */
    final class OfRival implements JobFile {
        private final HikariRival rival;

        OfRival(Path folder, Sync sync) throws SQLException {
            rival = JobTable.openRival(folder, sync);
        }

        @Override
        public void insertAnd(Runnable lastly) throws SQLException {
            rival.inTransaction(connection -> {
                JobTable.insert(connection);
                lastly.run();
            });
        }

        @Override
        public void insertAlone() throws SQLException {
            try (Connection connection = rival.borrow()) {
                JobTable.insert(connection);
            }
        }

        /** A transaction would be IMMEDIATE here and shut all writers out; an open result set holds its view as well. */
        @Override
        public void readAnd(Runnable meanwhile) throws SQLException {
            try (Connection connection = rival.borrow();
                    PreparedStatement statement = connection.prepareStatement(JobTable.NEWEST);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                meanwhile.run();
                while (row.next()) {
                    row.getLong(1);
                }
            }
        }

        @Override
        public long count() throws SQLException {
            return rival.number(JobTable.COUNT);
        }

        @Override
        public void close() {
            rival.close();
        }
    }
}
