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
import java.util.Locale;

/** One-row transactions of many threads on borrowed connections. */
record JdbcWriteScenario(Sync sync, int threads, Metric throughput, Metric worst) implements Scenario {
    static JdbcWriteScenario of(Sync sync, int threads, double atLeast, double worstAtMost) {
        return new JdbcWriteScenario(
                sync,
                threads,
                Metric.rate("throughput").atLeastTimes(atLeast),
                Metric.cost("longest wait at full speed", "ms").atMostTimes(worstAtMost));
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        "jdbc-write-" + threads + "-" + sync.name().toLowerCase(Locale.ROOT),
                        "one-row transactions by JDBC, " + threads + " threads, " + sync,
                        HikariRival.NAME,
                        throughput,
                        worst,
                        Processor.METRIC)
                .warmedUpFor(Processor.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (SqlFile file = SqlFile.open(side, trial.folder(), sync)) {
            file.execute(JobTable.TABLE, JobTable.INDEX);
            Load.Figures figures = Processor.atFullSpeed(trial, threads, () -> file.inTransaction(JobTable::insert));
            trial.record(throughput.name(), figures.perSecond());
            trial.record(worst.name(), figures.worstMillis());
            trial.checkRows(file.number(JobTable.COUNT));
        }
    }
}
