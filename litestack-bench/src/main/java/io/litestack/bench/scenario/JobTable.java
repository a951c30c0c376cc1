package io.litestack.bench.scenario;

import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Snapshot;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Command;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The table that most rows write to: that of a job queue, with the partial index such a queue needs. */
public final class JobTable {
    /** Counts its rows. */
    public static final String COUNT = "select count(*) from job";

    static final String NEWEST = "select id from job order by id desc limit 2000";
    /** What each row carries. */
    public static final String PAYLOAD =
            "{\"type\":\"welcome\",\"email\":\"someone@example.org\",\"attempt\":1,\"locale\":\"en\"}";

    /** Makes the table. */
    public static final String TABLE = """
            create table if not exists job(
              id integer primary key,
              queue text not null,
              run_at integer not null,
              payload text,
              state integer not null) strict""";
    /** Makes its index. */
    public static final String INDEX = "create index if not exists job_ready on job(queue, run_at) where state = 0";

    private static final String INSERT = "insert into job(queue, run_at, payload, state) values (?, ?, ?, 0)";
    private static final String FILL = """
            insert into job(queue, run_at, payload, state)
            with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)
            select 'default', i, ?2, 0 from n""";

    private JobTable() {}

    static Store openStore(Path folder, Sync sync) {
        return openStore(StoreConfig.builder(file(folder)).sync(sync).build());
    }

    static Store openStore(StoreConfig config) {
        Store store = Store.open(config);
        store.execute(TABLE);
        store.execute(INDEX);
        return store;
    }

    /** Opens a file with the table. */
    public static HikariRival openRival(Path folder, Sync sync) throws SQLException {
        HikariRival rival = HikariRival.open(file(folder), sync);
        rival.execute(TABLE);
        rival.execute(INDEX);
        return rival;
    }

    static Path file(Path folder) {
        return folder.resolve("job.db");
    }

    /** Fills the table with rows whose ids run from 1. */
    public static void fill(Connection connection, int rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FILL)) {
            statement.setInt(1, rows);
            statement.setString(2, PAYLOAD);
            statement.executeUpdate();
        }
    }

    /** Fills the table with rows whose ids run from 1. */
    static void fill(Path folder, int rows) {
        try (Store store = openStore(folder, Sync.NORMAL)) {
            store.execute(FILL, rows, PAYLOAD);
        }
    }

    static void insert(Transaction transaction) {
        transaction.execute(INSERT, "default", System.nanoTime(), PAYLOAD);
    }

    static void insert(Store store) {
        store.execute(INSERT, "default", System.nanoTime(), PAYLOAD);
    }

    /** Prepares and runs one insert. */
    public static void insert(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepareInsert(connection)) {
            insert(statement);
        }
    }

    /** Prepares an insert, once for many. */
    public static PreparedStatement prepareInsert(Connection connection) throws SQLException {
        return connection.prepareStatement(INSERT);
    }

    /** Inserts a row. */
    public static void insert(PreparedStatement statement) throws SQLException {
        statement.setString(1, "default");
        statement.setLong(2, System.nanoTime());
        statement.setString(3, PAYLOAD);
        statement.executeUpdate();
    }

    /** The insert as a command, which wakes those who listen to the topics. */
    static Command<Boolean> insertCommand(long topics) {
        return statements -> {
            insert(statements.prepare(INSERT));
            statements.signal(topics);
            return true;
        };
    }

    static long count(Store store) {
        return store.read((Snapshot snapshot) ->
                snapshot.queryFirst(COUNT, row -> row.getLong(1)).orElseThrow());
    }
}
