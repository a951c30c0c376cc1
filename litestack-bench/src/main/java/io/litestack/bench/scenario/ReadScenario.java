package io.litestack.bench.scenario;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/** One thread reads single rows by their key. There is no log to come into a steady state: half a window will do. */
final class ReadScenario implements Scenario {
    private static final String QUERY = "store.query";
    private static final String READ = "store.read";
    private static final String SELECT = "select payload from job where id = ?";
    private static final int ROWS = 10_000;

    @Override
    public Spec spec() {
        return Spec.of(
                "read",
                "one row by its key, one thread (there: borrow, prepare, read)",
                HikariRival.NAME,
                Metric.rate(QUERY).atLeastTimes(2),
                Metric.rate(READ).atLeastTimes(1.5));
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        JobTable.fill(trial.folder(), ROWS);
        Timing half = trial.timing().times(0.5);
        if (side == Side.LITESTACK) {
            try (Store store = JobTable.openStore(trial.folder(), Sync.NORMAL)) {
                record(trial, QUERY, trial.load(half).atFullSpeed(1, () -> query(store)));
                record(trial, READ, trial.load(half).atFullSpeed(1, () -> read(store)));
            }
        } else {
            try (HikariRival rival = JobTable.openRival(trial.folder(), Sync.NORMAL)) {
                Load.Figures figures = trial.load(half).atFullSpeed(1, () -> read(rival));
                record(trial, QUERY, figures);
                record(trial, READ, figures);
            }
        }
    }

    private static void record(Trial trial, String metric, Load.Figures figures) {
        trial.record(metric, figures.perSecond());
    }

    private static void query(Store store) {
        check(store.query(SELECT, row -> row.getString(1), anyId()).get(0));
    }

    private static void read(Store store) {
        check(store.read(snapshot ->
                snapshot.query(SELECT, row -> row.getString(1), anyId()).get(0)));
    }

    private static void read(HikariRival rival) throws SQLException {
        try (Connection connection = rival.borrow();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setLong(1, anyId());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                check(row.getString(1));
            }
        }
    }

    private static long anyId() {
        return ThreadLocalRandom.current().nextLong(1, ROWS + 1);
    }

    private static void check(String payload) {
        if (!JobTable.PAYLOAD.equals(payload)) {
            throw new IllegalStateException("read " + payload);
        }
    }
}
