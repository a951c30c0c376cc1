package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** How long reads and durable writes take while a thread writes at full speed. */
final class BesideWritesScenario implements Scenario {
    private static final Metric READ = Metric.cost("p99.9 of a read", "ms").atMost(5);
    private static final Metric DURABLE =
            Metric.cost("p99 of a durable put", "ms").atMost(50);
    private static final int KEYS = 100_000;

    @Override
    public Spec spec() {
        return Spec.alone(
                        "cache-beside-writes",
                        "paced reads (1,000/s) and durable puts (100/s) while a thread puts 1 KB at full speed",
                        READ,
                        DURABLE)
                .warmedUpFor(0.5);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EntrySet entries = EntrySet.of(CacheFill.scaled(trial, KEYS), 1_000);
        AtomicBoolean isOver = new AtomicBoolean();
        try (LitestackCache cache = LitestackCache.open(
                trial.folder(), entries, it -> it.maxSizeBytes(1L << 30).heapSizeBytes(16 << 20))) {
            CacheFill.fill(cache, entries);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                while (!isOver.get()) {
                    cache.write(entries.anyByZipf());
                }
            });
            Subject durable = cache.durable();
            CompletableFuture<Load.Figures> commands = CompletableFuture.supplyAsync(
                    () -> trial.load().paced(1, 100, () -> durable.write(entries.anyByZipf())));
            Load.Figures reads = trial.load().paced(1, 1_000, () -> cache.read(entries.anyByZipf()));
            trial.record(READ.name(), reads.millis(99.9));
            trial.record(DURABLE.name(), commands.join().millis(99));
            isOver.set(true);
            writer.join();
        }
    }
}
