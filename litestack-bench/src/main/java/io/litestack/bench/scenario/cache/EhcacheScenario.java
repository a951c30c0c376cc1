package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import org.ehcache.Cache;
import org.ehcache.PersistentCacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;

/** Beside a cache with a heap and a disk tier in the same process, a tenth of the entries in the heap. */
final class EhcacheScenario implements Scenario {
    static final String NAME = "Ehcache 3, disk tier";
    static final String SETTINGS = "10,000 entries in the heap, 1 GB on the disk, persistent; keys and values as texts";

    private static final Metric READ = Metric.rate("read, Zipf 0.99");
    private static final Metric WRITE = Metric.rate("write, Zipf 0.99");
    private static final int KEYS = 100_000;

    private interface Texts {
        int read(String key);

        void write(String key, String value);
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        "cache-ehcache",
                        "1 KB read and written, 100,000 keys, a tenth of them in the heap, one thread",
                        NAME,
                        READ,
                        WRITE)
                .warmedUpFor(CacheScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EntrySet entries = EntrySet.of(CacheFill.scaled(trial, KEYS), 1_000);
        if (side == Side.LITESTACK) {
            try (io.litestack.cache.Cache cache = LitestackCache.openCache(
                    trial.folder(), it -> it.maxSizeBytes(1L << 30).heapSizeBytes(24 << 20))) {
                io.litestack.cache.TypedCache<String> texts = cache.typed(String.class);
                measure(trial, entries, new Texts() {
                    @Override
                    public int read(String key) {
                        return texts.find(key).map(String::length).orElse(-1);
                    }

                    @Override
                    public void write(String key, String value) {
                        texts.put(key, value);
                    }
                });
            }
            return;
        }
        try (PersistentCacheManager manager = CacheManagerBuilder.newCacheManagerBuilder()
                .with(CacheManagerBuilder.persistence(
                        trial.folder().resolve("ehcache").toFile()))
                .withCache(
                        "texts",
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                String.class,
                                String.class,
                                ResourcePoolsBuilder.newResourcePoolsBuilder()
                                        .heap(KEYS / 10, EntryUnit.ENTRIES)
                                        .disk(1, MemoryUnit.GB, true)))
                .build(true)) {
            Cache<String, String> cache = manager.getCache("texts", String.class, String.class);
            measure(trial, entries, new Texts() {
                @Override
                public int read(String key) {
                    String value = cache.get(key);
                    return value == null ? -1 : value.length();
                }

                @Override
                public void write(String key, String value) {
                    cache.put(key, value);
                }
            });
        }
    }

    private static void measure(Trial trial, EntrySet entries, Texts texts) {
        for (int i = 0; i < entries.count(); i++) {
            texts.write(entries.key(i), entries.text(i));
        }
        Load load = trial.load(trial.timing().times(0.5));
        trial.record(
                READ.name(),
                load.atFullSpeed(1, () -> CacheFill.check(texts.read(entries.key(entries.anyByZipf())), entries))
                        .perSecond());
        trial.record(
                WRITE.name(),
                load.atFullSpeed(1, () -> {
                            int key = entries.anyByZipf();
                            texts.write(entries.key(key), entries.text(key));
                        })
                        .perSecond());
    }
}
