package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.cache.CacheConfig;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import java.util.concurrent.ThreadLocalRandom;

/** Eight threads count on a hundred keys; each waits for its number, which is committed. */
final class CounterScenario implements Scenario {
    private static final Metric THROUGHPUT = Metric.rate("throughput").atLeastTimes(0.6);
    private static final int KEYS = 100;

    @Override
    public Spec spec() {
        return Spec.of(
                        "cache-increment",
                        "increments of 100 counters by 8 threads, committed before they return",
                        RedisCache.EVERY_SECOND,
                        THROUGHPUT)
                .warmedUpFor(CacheScenarios.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        EntrySet entries = EntrySet.of(KEYS, 8);
        StoreConfig store = StoreConfig.builder(LitestackCache.file(trial.folder()))
                .sync(Sync.NORMAL)
                .applicationId(CacheConfig.APPLICATION_ID)
                .build();
        try (Subject subject = side == Side.LITESTACK
                ? LitestackCache.open(trial.folder(), entries, it -> it.store(store))
                : RedisCache.everySecond(trial.folder(), entries)) {
            trial.record(
                    THROUGHPUT.name(),
                    trial.load()
                            .atFullSpeed(
                                    8,
                                    () -> subject.increment(
                                            ThreadLocalRandom.current().nextInt(KEYS)))
                            .perSecond());
            long counted = -KEYS;
            for (int i = 0; i < KEYS; i++) {
                counted += subject.increment(i);
            }
            trial.checkRows(counted);
        }
    }
}
