package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;

/** Bursts of writes that fit into what may be pending, with pauses in which they are stored. */
final class BurstScenario implements Scenario {
    private static final Metric THROUGHPUT = Metric.rate("throughput");
    private static final int BURST = 4_000;
    private static final int KEYS = 100_000;

    @Override
    public Spec spec() {
        return Spec.of(
                        "cache-put-burst",
                        "bursts of 4,000 puts of 1 KB, and a pause until they are stored, which does not count",
                        RedisCache.NAME,
                        THROUGHPUT.atLeastTimes(10))
                .warmedUpFor(CacheScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EntrySet entries = EntrySet.of(KEYS, 1_000);
        try (Subject subject = side == Side.LITESTACK
                ? LitestackCache.open(trial.folder(), entries, it -> it.maxSizeBytes(1L << 30))
                : RedisCache.start(trial.folder(), entries)) {
            long warm = System.nanoTime() + trial.timing().warmup().toNanos();
            long end = warm + trial.timing().window().toNanos();
            long nanos = 0;
            long written = 0;
            for (int key = 0; System.nanoTime() - end < 0; key += BURST) {
                long begin = System.nanoTime();
                for (int i = 0; i < BURST; i++) {
                    subject.write((key + i) % KEYS);
                }
                long took = System.nanoTime() - begin;
                subject.settle();
                if (begin - warm >= 0 || written == 0) {
                    nanos += took;
                    written += BURST;
                }
            }
            trial.record(THROUGHPUT.name(), written * 1e9 / nanos);
        }
    }
}
