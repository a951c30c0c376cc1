package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * How long reads and durable writes take while a thread writes at full speed. A read that is due may be late before it begins: where there
 * are more threads than processors, and while garbage is collected. So its time counts from the call, and from when it was due, and it is
 * shown how late a thread is that does nothing.
 */
final class BesideWritesScenario implements Scenario {
    private static final Metric READ = Metric.cost("p99.9 of a read", "ms").atMost(5);
    private static final Metric DUE_READ = Metric.cost("p99.9 of a read from when it was due", "ms");
    private static final Metric NOTHING = Metric.cost("the same of a thread that does nothing", "ms");
    private static final Metric DURABLE =
            Metric.cost("p99 of a durable put", "ms").atMost(50);
    private static final int KEYS = 100_000;

    @Override
    public Spec spec() {
        return Spec.alone(
                        "cache-beside-writes",
                        "paced reads (1,000/s) and durable puts (100/s) while a thread puts 1 KB at full speed",
                        READ,
                        DUE_READ,
                        NOTHING,
                        DURABLE)
                .warmedUpFor(CacheScenarios.WARM_UP);
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
            Histogram calls = Load.histogram();
            long start = System.nanoTime() + trial.timing().warmup().toNanos();
            Load.Figures reads = trial.load().paced(1, 1_000, due -> {
                long begin = System.nanoTime();
                cache.read(entries.anyByZipf());
                if (due - start >= 0) {
                    calls.recordValue(System.nanoTime() - begin);
                }
            });
            trial.record(READ.name(), calls.getValueAtPercentile(99.9) / 1e6);
            trial.record(DUE_READ.name(), reads.millis(99.9));
            trial.record(DURABLE.name(), commands.join().millis(99));
            Load.Figures nothing = trial.load(
                            new Timing(Duration.ZERO, trial.timing().window()))
                    .paced(1, 1_000, due -> {});
            trial.record(NOTHING.name(), nothing.millis(99.9));
            isOver.set(true);
            writer.join();
        }
    }
}
