package io.litestack.bench.scenario;

import io.litestack.bench.harness.HeapPeak;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.StoreInternals;

/** A million commands are submitted faster than they can be written: the queue's bound must hold the heap down. */
final class BackPressureScenario implements Scenario {
    private static final String RATE = "throughput";
    private static final String PEAK = "greatest heap, garbage included";
    private static final double COMMANDS = 1_000_000;
    private static final int HEAP_MB = 64;

    @Override
    public Spec spec() {
        return Spec.alone(
                        "back-pressure",
                        "1,000,000 commands submitted at once in a heap of " + HEAP_MB + " MB, NORMAL",
                        Metric.rate(RATE),
                        Metric.cost(PEAK, "MB").atMost(HEAP_MB))
                .inForksAtMost(2)
                .withHeap(HEAP_MB + "m");
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        HeapPeak heap = HeapPeak.watch();
        try (Store store = JobTable.openStore(trial.folder(), Sync.NORMAL)) {
            Commands commands = StoreInternals.of(store).commands();
            Command<Boolean> insert = JobTable.insertCommand(0);
            long count = Math.round(COMMANDS * trial.timing().scale());
            trial.record(RATE, trial.load().burst(count, () -> commands.submit(insert, Ack.DURABLE)));
            trial.record(PEAK, heap.megabytes());
            trial.checkRows(JobTable.count(store));
        }
    }
}
