package io.litestack.cache.internal.base;

import io.litestack.cache.CacheConfig;
import io.litestack.cache.Coherence;
import io.litestack.cache.internal.entry.Keys;
import io.litestack.cache.internal.report.Counters;
import io.litestack.cache.internal.report.ReportingCacheListener;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.StoreInternals;

/**
 * What all parts of an open file stand on, and which knows none of them.
 *
 * @param config the settings
 * @param store the open file
 * @param clock the time
 * @param keys makes keys with the file's secret
 * @param instance which of those that have the file open this is: a random number, never 0
 * @param counters what was done
 * @param listener hears of what happens
 * @param health whether the file is still the one to be used
 */
public record CacheContext(
        CacheConfig config,
        Store store,
        CacheClock clock,
        Keys keys,
        long instance,
        Counters counters,
        ReportingCacheListener listener,
        FileHealth health) {
    public StoreInternals internals() {
        return StoreInternals.of(store);
    }

    /** Whether the file is the cache's alone, and not one of the application's. */
    public boolean isOwnFile() {
        return isOwnFile(config.store());
    }

    public static boolean isOwnFile(StoreConfig store) {
        return store.applicationId() == CacheConfig.APPLICATION_ID;
    }

    public boolean isStrict() {
        return config.coherence() == Coherence.STRICT;
    }
}
