package io.litestack.cache.internal;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.internal.file.CacheFiles;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.ComponentContext;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the cache to the facade. */
public final class CacheProvider implements ComponentProvider<CacheConfig.Builder, CacheConfig> {
    private static final Logger log = LoggerFactory.getLogger("io.litestack.cache");

    /** For the service loader. */
    public CacheProvider() {}

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public Class<?> type() {
        return Cache.class;
    }

    @Override
    public String purpose() {
        return "A cache at the speed of the heap that survives restarts and is shared by processes.";
    }

    @Override
    public void configureStore(StoreConfig.Builder store) {
        store.sync(Sync.OFF).applicationId(CacheConfig.APPLICATION_ID);
    }

    /** The newest of the files that it has had: the first may be damaged. */
    @Override
    public Store openStore(StoreConfig store) {
        CacheFiles.Opened opened = new CacheFiles(store).open();
        opened.replaced()
                .ifPresent(cause -> log.error(
                        "{} is damaged or cannot be trusted, and the cache begins empty in {}: {}",
                        store.path(),
                        opened.generation().path(),
                        cause));
        return opened.store();
    }

    @Override
    public CacheConfig.Builder builder(StoreConfig store) {
        return CacheConfig.builder(store);
    }

    @Override
    public ConfigBinding<CacheConfig.Builder, CacheConfig> binding() {
        return CacheSettings.KEYS;
    }

    @Override
    public Component open(CacheConfig config, ComponentContext context) {
        return new OpenComponent(SqliteCache.open(config));
    }

    /** An open cache. */
    private record OpenComponent(SqliteCache cache) implements Component {
        @Override
        public Object service() {
            return cache;
        }

        @Override
        public void attach(Store source) {
            cache.attach(source);
        }

        @Override
        public void refuseCloseInside() {
            cache.open().refuseCloseInside();
        }

        @Override
        public void close() {
            cache.close();
        }
    }
}
