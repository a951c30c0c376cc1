package io.litestack.bench.scenario.jdbc;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.bench.scenario.JobTable;
import io.litestack.core.Sync;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/** Single rows by their key, in autocommit: borrow, prepare, read, close. There is no log to come into a steady state. */
record JdbcReadScenario(int threads) implements Scenario {
    private static final Metric THROUGHPUT = Metric.rate("throughput").atLeastTimes(1.8);
    private static final String SELECT = "select payload from job where id = ?";
    private static final int ROWS = 10_000;

    @Override
    public Spec spec() {
        return Spec.of(
                        "jdbc-read-" + threads,
                        "one row by its key by JDBC: borrow, prepare, read, close; " + threads
                                + (threads == 1 ? " thread" : " threads"),
                        HikariRival.NAME,
                        THROUGHPUT,
                        Processor.METRIC)
                .warmedUpFor(Processor.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (SqlFile file = SqlFile.open(side, trial.folder(), Sync.NORMAL)) {
            file.execute(JobTable.TABLE, JobTable.INDEX);
            file.inTransaction(connection -> JobTable.fill(connection, ROWS));
            DataSource source = file.dataSource();
            Load.Figures figures = Processor.atFullSpeed(trial, threads, () -> read(source, anyId()));
            trial.record(THROUGHPUT.name(), figures.perSecond());
        }
    }

    private static long anyId() {
        return ThreadLocalRandom.current().nextLong(1, ROWS + 1);
    }

    static void read(DataSource source, long id) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || !JobTable.PAYLOAD.equals(row.getString(1))) {
                    throw new IllegalStateException("no row " + id);
                }
            }
        }
    }
}
