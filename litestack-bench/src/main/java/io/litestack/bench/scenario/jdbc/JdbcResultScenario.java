package io.litestack.bench.scenario.jdbc;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Sync;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A thousand rows of ten columns: what a getter costs on top of the driver's. */
final class JdbcResultScenario implements Scenario {
    private static final Metric VALUES = Metric.rate("values").atLeastTimes(0.95);
    private static final int ROWS = 1_000;
    private static final int COLUMNS = 10;
    private static final String TABLE =
            "create table wide(id integer primary key, a integer, b text, c integer, d text,"
                    + " e integer, f text, g integer, h text, i integer)";
    private static final String FILL = "insert into wide with recursive n(i) as (select 1 union all select i + 1 from n"
            + " where i < " + ROWS
            + ") select i, i * 7, 'text ' || i, i, 'another ' || i, i, 'short', i, 'more of it', i"
            + " from n";
    private static final String SELECT = "select * from wide";

    @Override
    public Spec spec() {
        return Spec.of(
                        "jdbc-result",
                        "getLong and getString of " + ROWS + " rows of " + COLUMNS
                                + " columns (there: the raw driver, one kept" + " connection and statement)",
                        "sqlite-jdbc",
                        VALUES)
                .warmedUpFor(Processor.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (SqlFile file = SqlFile.open(side, trial.folder(), Sync.NORMAL)) {
            file.execute(TABLE, FILL);
            Load.Figures figures = side == Side.LITESTACK
                    ? trial.load().atFullSpeed(1, () -> readAll(file))
                    : onKeptStatement(trial, file);
            trial.record(VALUES.name(), figures.perSecond() * ROWS * COLUMNS);
        }
    }

    private static void readAll(SqlFile file) throws SQLException {
        try (Connection connection = file.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            readAll(statement);
        }
    }

    private static Load.Figures onKeptStatement(Trial trial, SqlFile file) throws SQLException {
        try (Connection connection = file.dataSource().getConnection();
                PreparedStatement statement =
                        connection.unwrap(org.sqlite.SQLiteConnection.class).prepareStatement(SELECT)) {
            return trial.load().atFullSpeed(1, () -> readAll(statement));
        }
    }

    private static void readAll(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            int count = 0;
            long sum = 0;
            while (rows.next()) {
                for (int column = 1; column <= COLUMNS; column++) {
                    sum += isText(column) ? rows.getString(column).length() : rows.getLong(column);
                }
                count++;
            }
            if (count != ROWS || sum == 0) {
                throw new IllegalStateException("read " + count + " rows");
            }
        }
    }

    private static boolean isText(int column) {
        return column > 1 && column % 2 == 1;
    }
}
