package io.litestack.cache.internal;

import io.litestack.cache.CacheConfig;
import io.litestack.cache.Coherence;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigTypes;

/** What a configuration file says of the cache. */
final class CacheSettings {
    static final ConfigBinding<CacheConfig.Builder, CacheConfig> KEYS = ConfigBinding.of(CacheConfig.Builder::build)
            .key(
                    "max_size",
                    ConfigTypes.SIZE,
                    CacheConfig.Builder::maxSizeBytes,
                    CacheConfig::maxSizeBytes,
                    "How much room the entries may take on the disk. When it is full those that were not read for long have"
                            + " to go.")
            .key(
                    "heap_size",
                    ConfigTypes.SIZE.sampled("64MB"),
                    CacheConfig.Builder::heapSizeBytes,
                    CacheConfig::heapSizeBytes,
                    "How much memory this process may take for entries; 0B for none. Without it 64MB, and at most an eighth"
                            + " of the JVM's memory.")
            .key(
                    "max_pending",
                    ConfigTypes.SIZE,
                    CacheConfig.Builder::maxPendingBytes,
                    CacheConfig::maxPendingBytes,
                    "How large the puts may be that wait to be written.")
            .key(
                    "compress_above",
                    ConfigTypes.SIZE,
                    CacheConfig.Builder::compressAboveBytes,
                    CacheConfig::compressAboveBytes,
                    "From which size on values are compressed with LZ4, whose artifact the application must add; 0B for"
                            + " never.")
            .key(
                    "default_expiry",
                    ConfigTypes.DURATION,
                    CacheConfig.Builder::defaultExpiry,
                    CacheConfig::defaultExpiry,
                    "How long an entry counts that says nothing itself.")
            .key(
                    "coherence",
                    ConfigTypes.choice(Coherence.class),
                    CacheConfig.Builder::coherence,
                    CacheConfig::coherence,
                    "How soon a read must see what another process has written: relaxed within max_staleness, strict at once."
                            + " The same for all processes.")
            .key(
                    "max_staleness",
                    ConfigTypes.DURATION,
                    CacheConfig.Builder::maxStaleness,
                    CacheConfig::maxStaleness,
                    "For how long a value may still be read from memory after another process has changed it.");

    private CacheSettings() {}
}
