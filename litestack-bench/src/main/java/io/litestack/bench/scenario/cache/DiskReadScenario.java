package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;

/** Reads from the file alone: the cache has no heap tier. */
record DiskReadScenario(String suffix, int valueBytes, int keys, double atLeast) implements Scenario {
    private static final int[] THREADS = {1, 8};

    @Override
    public Spec spec() {
        Metric[] metrics = new Metric[THREADS.length];
        for (int i = 0; i < metrics.length; i++) {
            metrics[i] = Metric.rate(metric(THREADS[i])).atLeastTimes(atLeast);
        }
        return Spec.of(
                        "cache-get-disk" + suffix,
                        valueBytes / 1_000 + " KB from SQLite alone (no heap tier), "
                                + String.format(java.util.Locale.ROOT, "%,d", keys) + " keys by Zipf 0.99",
                        RedisCache.NAME,
                        metrics)
                .warmedUpFor(CacheScenarios.WARM_UP);
    }

    private static String metric(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EntrySet entries = EntrySet.of(CacheFill.scaled(trial, keys), valueBytes);
        try (Subject subject = side == Side.LITESTACK
                ? LitestackCache.open(
                        trial.folder(), entries, it -> it.heapSizeBytes(0).maxSizeBytes(1L << 30))
                : RedisCache.start(trial.folder(), entries)) {
            CacheFill.fill(subject, entries);
            for (int threads : THREADS) {
                Load.Figures figures = trial.load(trial.timing().times(1.0 / THREADS.length))
                        .atFullSpeed(threads, () -> CacheFill.check(subject.read(entries.anyByZipf()), entries));
                trial.record(metric(threads), figures.perSecond());
            }
        }
    }
}
