package io.litestack.bench.scenario.jdbc;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.SkippedException;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.PostgresServer;
import io.litestack.bench.scenario.JobTable;
import io.litestack.core.Sync;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/** The same code on a database server of the same machine: point reads and one-row transactions, both as durable. */
final class PostgresScenario implements Scenario {
    private static final Metric READS = Metric.rate("point reads").atLeastTimes(5);
    private static final Metric WRITES = Metric.rate("one-row transactions").atLeastTimes(2);
    private static final int THREADS = 16;
    private static final int ROWS = 10_000;
    private static final String TABLE = "create table job(id bigint primary key generated always as identity,"
            + " queue text not null, run_at bigint not null, payload text, state integer not null)";

    @Override
    public Spec spec() {
        return Spec.of(
                        "jdbc-postgres",
                        "one row by its key, and one-row transactions, by JDBC from " + THREADS
                                + " threads; FULL (there: a server on loopback at its default, which flushes each commit)",
                        PostgresServer.NAME,
                        READS,
                        WRITES)
                .warmedUpFor(Processor.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        if (side == Side.LITESTACK) {
            try (SqlFile file = SqlFile.open(side, trial.folder(), Sync.FULL)) {
                file.execute(JobTable.TABLE, JobTable.INDEX);
                measure(file.dataSource(), trial);
            }
        } else {
            onServer(trial);
        }
    }

    private static void onServer(Trial trial) throws SkippedException, IOException, InterruptedException, SQLException {
        try (PostgresServer server = PostgresServer.start(trial.folder())) {
            try (Connection connection = server.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(TABLE);
                statement.execute(JobTable.INDEX);
            }
            measure(server.dataSource(), trial);
        }
    }

    private static void measure(DataSource source, Trial trial) throws SQLException {
        SqlFile.inTransaction(source, PostgresScenario::fill);
        Timing half = trial.timing().times(0.5);
        Load.Figures reads = trial.load(half).atFullSpeed(THREADS, () -> JdbcReadScenario.read(source, anyId()));
        trial.record(READS.name(), reads.perSecond());
        long before = SqlFile.number(source, JobTable.COUNT);
        long done = trial.tally().successes();
        Load.Figures writes = trial.load().atFullSpeed(THREADS, () -> SqlFile.inTransaction(source, JobTable::insert));
        trial.record(WRITES.name(), writes.perSecond());
        if (SqlFile.number(source, JobTable.COUNT) - before != trial.tally().successes() - done) {
            throw new IllegalStateException("rows are missing");
        }
    }

    private static void fill(Connection connection) throws SQLException {
        try (PreparedStatement statement = JobTable.prepareInsert(connection)) {
            for (int i = 0; i < ROWS; i++) {
                statement.setString(1, "default");
                statement.setLong(2, i);
                statement.setString(3, JobTable.PAYLOAD);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static long anyId() {
        return ThreadLocalRandom.current().nextLong(1, ROWS + 1);
    }
}
