package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of the cache. */
public final class CacheScenarios {
    /** So many windows it takes until what most rows run through is compiled, where compiling has no processor to itself. */
    static final double WARM_UP = 1.5;

    /** All of them, in the order of the report. */
    public static final List<Scenario> ALL = List.of(
            new HeapReadScenario("", HeapReadScenario.CAFFEINE, 0.5),
            new HeapReadScenario("-redis", RedisCache.NAME, 25),
            new DiskReadScenario("", 1_000, 100_000, 2.5),
            new DiskReadScenario("-10k", 10_000, 20_000, 2),
            new ManyReadScenario(),
            new BurstScenario(),
            new SustainedScenario(),
            new WriteScenario(WriteScenario.Kind.DISTINCT),
            new WriteScenario(WriteScenario.Kind.DISTINCT_JEDIS),
            new WriteScenario(WriteScenario.Kind.FULL_CACHE),
            new WriteScenario(WriteScenario.Kind.DURABLE),
            new WriteScenario(WriteScenario.Kind.LARGE),
            new CounterScenario(),
            new HitScenario(),
            new EhcacheScenario(),
            new SeenScenario(),
            new BesideWritesScenario(),
            new CacheOpenScenario());

    private CacheScenarios() {}

    /** How the other sides are set up, by their names. */
    public static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(HeapReadScenario.CAFFEINE, HeapReadScenario.CAFFEINE_SETTINGS);
        settings.put(RedisCache.NAME, RedisCache.SETTINGS);
        settings.put(LettuceCache.NAME, LettuceCache.SETTINGS);
        settings.put(EhcacheScenario.NAME, EhcacheScenario.SETTINGS);
        return settings;
    }
}
