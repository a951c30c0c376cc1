package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.HeapPeak;
import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.scenario.WalWatch;

/** Writes by Zipf's distribution for three windows: what the cache takes, and what becomes of its log and heap. */
final class SustainedScenario implements Scenario {
    private static final double MOST_LOG_MEGABYTES = 64;
    private static final Metric THROUGHPUT = Metric.rate("puts").atLeast(75_000);
    private static final Metric LOG = Metric.cost("greatest log", "MB").atMost(MOST_LOG_MEGABYTES);
    private static final Metric HEAP = Metric.cost("greatest heap, garbage included", "MB");
    private static final Metric DEGRADED = Metric.cost("puts that became removals", "%");
    private static final int KEYS = 100_000;

    @Override
    public Spec spec() {
        return Spec.alone(
                        "cache-put-zipf",
                        "1 KB puts by Zipf 0.99 on 100,000 keys for three windows, one thread",
                        THROUGHPUT,
                        LOG,
                        HEAP,
                        DEGRADED)
                .withHeap("512m");
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EntrySet entries = EntrySet.of(KEYS, 1_000);
        HeapPeak heap = HeapPeak.watch();
        try (LitestackCache cache = LitestackCache.open(trial.folder(), entries, it -> it.maxSizeBytes(1L << 30));
                WalWatch log = WalWatch.start(LitestackCache.file(trial.folder()), MOST_LOG_MEGABYTES)) {
            Load.Figures figures =
                    trial.load(trial.timing().times(3)).atFullSpeed(1, () -> cache.write(entries.anyByZipf()));
            trial.record(THROUGHPUT.name(), figures.perSecond());
            trial.record(LOG.name(), log.greatestMegabytes());
            trial.record(HEAP.name(), heap.megabytes());
            trial.record(
                    DEGRADED.name(),
                    100.0
                            * cache.cache().stats().degradedPuts()
                            / Math.max(1, cache.cache().stats().puts()));
        }
    }
}
