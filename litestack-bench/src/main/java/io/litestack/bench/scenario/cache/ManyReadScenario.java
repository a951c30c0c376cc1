package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;

/** A hundred values by one call, from the heap and from the file alone. */
final class ManyReadScenario implements Scenario {
    private static final Metric HEAP = Metric.rate("from the heap").atLeastTimes(1.5);
    private static final Metric DISK = Metric.rate("from SQLite alone").atLeastTimes(0.6);
    private static final int KEYS = 100_000;
    private static final int AT_ONCE = 100;
    private static final long ROOM = 1L << 30;

    @Override
    public Spec spec() {
        return Spec.of("cache-get-all", "100 values of 1 KB by one call", RedisCache.NAME + ": MGET", HEAP, DISK)
                .withHeap("2g")
                .warmedUpFor(CacheScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EntrySet entries = EntrySet.of(CacheFill.scaled(trial, KEYS), 1_000);
        if (side == Side.LITESTACK) {
            measure(trial, entries, HEAP, ROOM);
            measure(trial, entries, DISK, 0);
        } else {
            try (Subject subject = RedisCache.start(trial.folder(), entries)) {
                CacheFill.fill(subject, entries);
                double rate = perSecond(trial, entries, subject);
                trial.record(HEAP.name(), rate);
                trial.record(DISK.name(), rate);
            }
        }
    }

    private static void measure(Trial trial, EntrySet entries, Metric metric, long heap) throws Exception {
        try (Subject subject = LitestackCache.open(
                trial.folder(), entries, it -> it.heapSizeBytes(heap).maxSizeBytes(ROOM))) {
            CacheFill.fill(subject, entries);
            trial.record(metric.name(), perSecond(trial, entries, subject));
        }
    }

    private static double perSecond(Trial trial, EntrySet entries, Subject subject) {
        Timing half = trial.timing().times(0.5);
        Load.Figures figures = trial.load(half).atFullSpeed(1, () -> {
            int found = subject.readAll(entries.some(AT_ONCE));
            if (found != AT_ONCE) {
                throw new IllegalStateException("found " + found + " of " + AT_ONCE);
            }
        });
        return figures.perSecond();
    }
}
