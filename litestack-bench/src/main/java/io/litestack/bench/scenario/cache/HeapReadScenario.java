package io.litestack.bench.scenario.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import io.litestack.cache.Cache;
import io.litestack.cache.TypedCache;

/** Reads of texts that are in the heap, by a typed view, beside Caffeine's or Redis's. */
record HeapReadScenario(String suffix, String rival, double atLeast) implements Scenario {
    static final String CAFFEINE = "Caffeine";
    static final String CAFFEINE_SETTINGS =
            "bounded by weight (the length of a text) at 1 GiB, no expiry, which is its quickest";

    private static final int KEYS = 100_000;
    private static final int[] THREADS = {1, 8};
    private static final long ROOM = 1L << 30;

    @FunctionalInterface
    private interface Reader {
        int read(int key) throws Exception;
    }

    @Override
    public Spec spec() {
        Metric[] metrics = new Metric[THREADS.length];
        for (int i = 0; i < metrics.length; i++) {
            metrics[i] = Metric.rate(metric(THREADS[i])).atLeastTimes(atLeast);
        }
        return Spec.of("cache-get-heap" + suffix, "1 KB from the heap, 100,000 keys by Zipf 0.99", rival, metrics)
                .withHeap("3g")
                .warmedUpFor(CacheScenarios.WARM_UP);
    }

    private static String metric(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EntrySet entries = EntrySet.of(CacheFill.scaled(trial, KEYS), 1_000);
        if (side == Side.LITESTACK) {
            try (Cache cache = LitestackCache.openCache(
                    trial.folder(), it -> it.heapSizeBytes(ROOM).maxSizeBytes(ROOM))) {
                TypedCache<String> texts = cache.typed(String.class);
                for (int i = 0; i < entries.count(); i++) {
                    texts.put(entries.key(i), entries.text(i));
                }
                cache.flush();
                measure(
                        trial,
                        entries,
                        key -> texts.find(entries.key(key)).orElseThrow().length());
            }
        } else if (rival.equals(CAFFEINE)) {
            com.github.benmanes.caffeine.cache.Cache<String, String> cache = Caffeine.newBuilder()
                    .maximumWeight(ROOM)
                    .weigher((String key, String value) -> value.length())
                    .build();
            for (int i = 0; i < entries.count(); i++) {
                cache.put(entries.key(i), entries.text(i));
            }
            measure(trial, entries, key -> {
                String text = cache.getIfPresent(entries.key(key));
                return text == null ? -1 : text.length();
            });
        } else {
            try (RedisCache redis = RedisCache.start(trial.folder(), entries)) {
                CacheFill.fill(redis, entries);
                measure(trial, entries, redis::read);
            }
        }
    }

    private static void measure(Trial trial, EntrySet entries, Reader reader) {
        Timing part = trial.timing().times(1.0 / THREADS.length);
        for (int threads : THREADS) {
            Load.Figures figures = trial.load(part)
                    .atFullSpeed(threads, () -> CacheFill.check(reader.read(entries.anyByZipf()), entries));
            trial.record(metric(threads), figures.perSecond());
        }
    }
}
