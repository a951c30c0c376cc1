package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.cache.CacheConfig;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import java.util.concurrent.atomic.AtomicLong;

/** Writes of keys one after the other, as fast as they are taken, each new or long ago: nothing can be folded. */
record WriteScenario(Kind kind) implements Scenario {
    private static final Metric THROUGHPUT = Metric.rate("throughput");
    private static final long PLENTY = 8L << 30;
    private static final String SMALL_MEMORY = "128mb";

    /** What is written, beside what. */
    enum Kind {
        /** Small values, not waited for, on either side. */
        DISTINCT(
                "cache-put-distinct",
                "1 KB puts of distinct keys, sustained, not waited for",
                LettuceCache.NAME,
                1,
                1.0),
        /** The same beside a client that waits for each. */
        DISTINCT_JEDIS("cache-put-distinct-jedis", "1 KB puts of distinct keys, sustained", RedisCache.NAME, 1, 1.0),
        /** In a full cache, where each write evicts. */
        FULL_CACHE(
                "cache-put-limit",
                "1 KB puts into a full cache of 128 MiB, each of which evicts",
                RedisCache.NAME,
                1,
                0.8),
        /** Each waits for its commit. */
        DURABLE(
                "cache-put-durable",
                "1 KB puts that wait for their commit, 16 threads",
                RedisCache.EVERY_SECOND,
                16,
                0.5),
        /** Large values. */
        LARGE("cache-put-10k", "10 KB puts of distinct keys, sustained", RedisCache.NAME, 1, 0.5);

        private final String row;
        private final String title;
        private final String rival;
        private final int threads;
        private final double atLeast;

        Kind(String row, String title, String rival, int threads, double atLeast) {
            this.row = row;
            this.title = title;
            this.rival = rival;
            this.threads = threads;
            this.atLeast = atLeast;
        }
    }

    @Override
    public Spec spec() {
        return Spec.of(kind.row, kind.title, kind.rival, THROUGHPUT.atLeastTimes(kind.atLeast))
                .warmedUpFor(CacheScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EntrySet entries = EntrySet.of(
                CacheFill.scaled(trial, kind == Kind.LARGE ? 100_000 : 1_000_000), kind == Kind.LARGE ? 10_000 : 1_000);
        try (Subject subject = side == Side.LITESTACK ? litestack(trial, entries) : rival(trial, entries)) {
            AtomicLong next = new AtomicLong();
            if (kind == Kind.FULL_CACHE) {
                for (int i = 0; i < Math.min(200_000, entries.count()); i++) {
                    subject.write((int) (next.getAndIncrement() % entries.count()));
                }
                subject.settle();
            }
            trial.record(
                    THROUGHPUT.name(),
                    trial.load()
                            .atFullSpeed(
                                    kind.threads, () -> subject.write((int) (next.getAndIncrement() % entries.count())))
                            .perSecond());
            subject.settle();
            CacheFill.check(subject.read((int) ((next.get() - 1) % entries.count())), entries);
        }
    }

    private Subject litestack(Trial trial, EntrySet entries) {
        if (kind != Kind.DURABLE) {
            return LitestackCache.open(
                    trial.folder(), entries, it -> kind == Kind.FULL_CACHE ? it : it.maxSizeBytes(PLENTY));
        }
        StoreConfig store = StoreConfig.builder(LitestackCache.file(trial.folder()))
                .sync(Sync.NORMAL)
                .applicationId(CacheConfig.APPLICATION_ID)
                .build();
        return LitestackCache.open(
                        trial.folder(), entries, it -> it.store(store).maxSizeBytes(PLENTY))
                .durable();
    }

    private Subject rival(Trial trial, EntrySet entries) throws Exception {
        return switch (kind) {
            case DISTINCT -> LettuceCache.start(trial.folder(), entries);
            case DISTINCT_JEDIS, LARGE -> RedisCache.start(trial.folder(), entries, "--appendonly", "no");
            case FULL_CACHE ->
                RedisCache.start(
                        trial.folder(),
                        entries,
                        "--appendonly",
                        "no",
                        "--maxmemory",
                        SMALL_MEMORY,
                        "--maxmemory-policy",
                        "allkeys-lru");
            case DURABLE -> RedisCache.everySecond(trial.folder(), entries);
        };
    }
}
