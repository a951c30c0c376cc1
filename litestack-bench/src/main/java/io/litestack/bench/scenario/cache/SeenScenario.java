package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Companion;
import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import io.litestack.cache.Cache;
import io.litestack.cache.TypedCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * From the instant at which a put is due in one process to the first read of another process that returns it. That one reads the key
 * every 50 µs; both read the same monotonic clock.
 */
final class SeenScenario implements Scenario {
    private static final Metric P50 = Metric.cost("p50", "ms").atMost(1);
    private static final Metric P99 = Metric.cost("p99", "ms").atMost(10);
    private static final int PER_SECOND = 50;
    private static final String KEY = "due";

    @Override
    public Spec spec() {
        return Spec.alone("cache-seen", "a put until another process reads it, 50 a second", P50, P99)
                .warmedUpFor(0.6);
    }

    @Override
    public void run(Side side, Trial trial) {
        try (Cache cache = LitestackCache.openCache(trial.folder(), it -> it)) {
            TypedCache<Long> view = cache.typed(Long.class);
            view.put(KEY, 0L);
            cache.flush();
            CompanionProcess reader = trial.start(Reader.class);
            // fifty a second would take minutes until what they run through is compiled
            trial.warmUp(() -> {
                view.put(KEY, -System.nanoTime());
                cache.flush();
            });
            trial.load(new Timing(Duration.ZERO, trial.timing().window()))
                    .paced(1, PER_SECOND, due -> view.put(KEY, due));
            reader.stop().forEach(trial::record);
        }
    }

    /** The process that reads. */
    static final class Reader implements Companion {
        @Override
        public Map<String, Double> run(Control control, Path folder, List<String> arguments) {
            Histogram seen = Load.histogram();
            try (Cache cache = LitestackCache.openCache(folder, it -> it)) {
                TypedCache<Long> view = cache.typed(Long.class);
                long last = view.find(KEY).orElse(0L);
                control.ready();
                while (!control.isStopping()) {
                    long due = view.find(KEY).orElse(last);
                    if (due != last) {
                        last = due;
                        if (due > 0) {
                            seen.recordValue(Math.max(0, System.nanoTime() - due));
                        }
                    }
                    LockSupport.parkNanos(50_000);
                }
            }
            return Map.of(
                    P50.name(), seen.getValueAtPercentile(50) / 1e6, P99.name(), seen.getValueAtPercentile(99) / 1e6);
        }
    }
}
