package io.litestack.bench.scenario;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.StoreInternals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Locale;

/** One thread's one-row writes: submitted as commands on one side, autocommitted on a kept statement on the other. */
record CommandScenario(Sync sync, Metric throughput) implements Scenario {
    static CommandScenario of(Sync sync, double atLeast) {
        return new CommandScenario(sync, Metric.rate("throughput").atLeastTimes(atLeast));
    }

    @Override
    public Spec spec() {
        Spec spec = Spec.of(
                "command-" + sync.name().toLowerCase(Locale.ROOT),
                "commands submitted by one thread (there: autocommit on a kept statement), " + sync,
                HikariRival.NAME,
                throughput);
        return sync == Sync.NORMAL ? spec.alsoInMemory() : spec;
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        if (side == Side.LITESTACK) {
            try (Store store = JobTable.openStore(trial.folder(), sync)) {
                Commands commands = StoreInternals.of(store).commands();
                Command<Boolean> insert = JobTable.insertCommand(0);
                trial.record(throughput.name(), trial.load().pipelined(() -> commands.submit(insert, Ack.DURABLE)));
                trial.checkRows(JobTable.count(store));
            }
        } else {
            try (HikariRival rival = JobTable.openRival(trial.folder(), sync)) {
                try (Connection connection = rival.borrow();
                        PreparedStatement insert = JobTable.prepareInsert(connection)) {
                    trial.record(
                            throughput.name(),
                            trial.load()
                                    .atFullSpeed(1, () -> JobTable.insert(insert))
                                    .perSecond());
                }
                trial.checkRows(rival.number(JobTable.COUNT));
            }
        }
    }
}
