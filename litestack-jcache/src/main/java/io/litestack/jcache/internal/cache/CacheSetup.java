package io.litestack.jcache.internal.cache;

import io.litestack.jcache.internal.store.EntryStore;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;

/**
 * What it takes to make a cache.
 *
 * @param name its name
 * @param manager who makes it
 * @param configuration its configuration; the cache's own
 * @param store its entries
 * @param executor runs what nobody waits for
 * @param onClose hears that it is closed
 */
public record CacheSetup<K, V>(
        String name,
        CacheManager manager,
        MutableConfiguration<K, V> configuration,
        EntryStore<K, V> store,
        Executor executor,
        Consumer<JCache<K, V>> onClose) {}
