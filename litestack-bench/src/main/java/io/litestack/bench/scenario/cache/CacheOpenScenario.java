package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;

/** Opens a large cache, and reads one value. */
final class CacheOpenScenario implements Scenario {
    private static final Metric TIME = Metric.cost("open and first read", "ms").atMost(100);
    private static final int KEYS = 900_000;
    private static final int TIMES = 5;

    @Override
    public Spec spec() {
        return Spec.alone("cache-open", "a cache of 1 GB is opened and read once, the worst of five times", TIME)
                .inForksAtMost(1);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EntrySet entries = EntrySet.of(CacheFill.scaled(trial, KEYS), 1_000);
        try (LitestackCache cache = open(trial, entries)) {
            CacheFill.fill(cache, entries);
        }
        long worst = 0;
        for (int i = 0; i < TIMES; i++) {
            long begin = System.nanoTime();
            try (LitestackCache cache = open(trial, entries)) {
                CacheFill.check(cache.read(i), entries);
                worst = Math.max(worst, System.nanoTime() - begin);
            }
        }
        trial.record(TIME.name(), worst / 1e6);
    }

    private static LitestackCache open(Trial trial, EntrySet entries) {
        return LitestackCache.open(trial.folder(), entries, it -> it.maxSizeBytes(4L << 30));
    }
}
