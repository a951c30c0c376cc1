package io.litestack.bench.scenario.jdbc;

import io.litestack.bench.harness.Scenario;
import io.litestack.core.Sync;
import java.util.List;

/** The rows of what comes by JDBC. */
public final class JdbcScenarios {
    /** All of them, in the order of the report. */
    public static final List<Scenario> ALL = List.of(
            new JdbcReadScenario(1),
            new JdbcReadScenario(16),
            JdbcWriteScenario.of(Sync.NORMAL, 16, 1.6, 1 / 10.0),
            JdbcWriteScenario.of(Sync.FULL, 16, 3.5, 1 / 10.0),
            new JdbcResultScenario(),
            new JdbcCursorScenario(),
            new OrderScenario(Sync.NORMAL),
            new OrderScenario(Sync.FULL),
            new PostgresScenario());

    private JdbcScenarios() {}
}
