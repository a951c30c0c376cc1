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
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

/** Writers beside a result set that stays open for the whole window; against the same writers without it. */
final class JdbcCursorScenario implements Scenario {
    private static final Metric WRITES = Metric.rate("writes").atLeastTimes(0.9);
    private static final Metric PACED_WRITES = Metric.rate("writes at 5,000/s").atLeastTimes(0.9);
    private static final Metric PACED_P99 = Metric.cost("p99 wait at 5,000/s", "ms");
    private static final Metric LOG_AFTER =
            Metric.cost("log five seconds after the cursor is closed", "MB").atMost(64);
    private static final int WRITERS = 4;
    private static final int PER_SECOND = 5_000;
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
                        PACED_WRITES,
                        PACED_P99,
                        LOG_AFTER)
                .warmedUpFor(Processor.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (SqlFile file = SqlFile.open(Side.LITESTACK, trial.folder(), Sync.NORMAL);
                WalWatch log = WalWatch.start(file.path(), LIMIT_MEGABYTES)) {
            file.execute(JobTable.TABLE, JobTable.INDEX);
            file.inTransaction(connection -> JobTable.fill(connection, ROWS));
            Load.Operation write = () -> file.inTransaction(JobTable::insert);
            Load.Figures fast = on(side, file, () -> trial.load().atFullSpeed(WRITERS, write));
            trial.record(WRITES.name(), fast.perSecond());
            Load.Figures paced = on(side, file, () -> trial.load().paced(WRITERS, PER_SECOND, write));
            trial.record(PACED_WRITES.name(), paced.perSecond());
            trial.record(PACED_P99.name(), paced.millis(99));
            trial.load(new Timing(Duration.ZERO, AFTERWARDS)).atFullSpeed(WRITERS, write);
            trial.record(LOG_AFTER.name(), log.megabytes());
            if (file.number(JobTable.COUNT) != trial.tally().successes() + ROWS) {
                throw new IllegalStateException("rows are missing");
            }
        }
    }

    private static Load.Figures on(Side side, SqlFile file, Supplier<Load.Figures> load) throws SQLException {
        return side == Side.LITESTACK ? besideCursor(file, load) : load.get();
    }

    private static Load.Figures besideCursor(SqlFile file, Supplier<Load.Figures> load) throws SQLException {
        try (Connection connection = file.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("select id from job order by id");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            Load.Figures figures = load.get();
            int count = 1;
            while (rows.next()) {
                count++;
            }
            if (count < ROWS) {
                throw new IllegalStateException("the open result set has " + count + " rows");
            }
            return figures;
        }
    }
}
