package io.litestack.bench.scenario.jdbc;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.scenario.JobTable;
import io.litestack.bench.scenario.WalWatch;
import io.litestack.core.Sync;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;

/** Writers beside a result set that stays open for the whole window; against the same writers without it. */
final class JdbcCursorScenario implements Scenario {
    private static final Metric WRITES = Metric.rate("writes").atLeastTimes(0.9);
    private static final Metric LOG_AFTER =
            Metric.cost("log five seconds after the cursor is closed", "MB").atMost(64);
    private static final int WRITERS = 4;
    private static final int ROWS = 10_000;
    private static final double LIMIT_MEGABYTES = 64;
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);

    @Override
    public Spec spec() {
        return Spec.of(
                "jdbc-cursor",
                WRITERS + " writers beside an open result set (there: without one)",
                "Litestack without the cursor",
                WRITES,
                LOG_AFTER);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (SqlFile file = SqlFile.open(Side.LITESTACK, trial.folder(), Sync.NORMAL);
                WalWatch log = WalWatch.start(file.path(), LIMIT_MEGABYTES)) {
            file.execute(JobTable.TABLE, JobTable.INDEX);
            file.inTransaction(connection -> JobTable.fill(connection, ROWS));
            Load.Figures figures = side == Side.LITESTACK ? besideCursor(file, trial) : write(file, trial);
            trial.record(WRITES.name(), figures.perSecond());
            write(file, trial.load(new Timing(Duration.ZERO, AFTERWARDS)));
            trial.record(LOG_AFTER.name(), log.megabytes());
            if (file.number(JobTable.COUNT) != trial.tally().successes() + ROWS) {
                throw new IllegalStateException("rows are missing");
            }
        }
    }

    private static Load.Figures besideCursor(SqlFile file, Trial trial) throws Exception {
        try (Connection connection = file.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("select id from job order by id");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            Load.Figures figures = write(file, trial);
            int count = 1;
            while (rows.next()) {
                count++;
            }
            if (count != ROWS) {
                throw new IllegalStateException("the open result set has " + count + " rows");
            }
            return figures;
        }
    }

    private static Load.Figures write(SqlFile file, Trial trial) {
        return write(file, trial.load());
    }

    private static Load.Figures write(SqlFile file, Load load) {
        return load.atFullSpeed(WRITERS, () -> file.inTransaction(JobTable::insert));
    }
}
