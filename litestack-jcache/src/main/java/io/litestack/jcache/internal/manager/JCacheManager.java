package io.litestack.jcache.internal.manager;

import io.litestack.cache.Cache;
import io.litestack.cache.ObjectCodec;
import io.litestack.jcache.internal.cache.CacheSetup;
import io.litestack.jcache.internal.cache.JCache;
import io.litestack.jcache.internal.store.EntryStore;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/** The caches of one file, as one class loader sees them. Thread-safe. */
public final class JCacheManager implements CacheManager {
    private static final long IDLE_SECONDS = 10;
    private static final int MOST_LOADERS = 64;

    private final CachingProvider provider;
    private final URI uri;
    private final ClassLoader loader;
    private final Properties properties;
    private final CacheFile file;
    private final Consumer<JCacheManager> onClose;
    private final Map<String, JCache<?, ?>> caches = new ConcurrentHashMap<>();
    private final ExecutorService executor = executor();
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private JCacheManager(Origin origin, CacheFile file, Consumer<JCacheManager> onClose) {
        this.provider = origin.provider;
        this.uri = origin.uri;
        this.loader = origin.loader;
        this.properties = origin.properties;
        this.file = file;
        this.onClose = onClose;
    }

    /** What a manager was asked for with. */
    private record Origin(CachingProvider provider, URI uri, ClassLoader loader, Properties properties) {}

    /** A manager with a file of its own. */
    static JCacheManager of(Registry registry, URI uri, ClassLoader loader, Properties properties) {
        CacheFile file = CacheFile.of(ManagerSettings.of(uri, properties), loader);
        return new JCacheManager(new Origin(registry.provider(), uri, loader, properties), file, registry::remove);
    }

    /** A manager on a cache that somebody else has opened, and will close. */
    public static JCacheManager over(CachingProvider provider, Cache cache, ObjectCodec codec) {
        Origin origin = new Origin(
                provider,
                cache.config().store().path().toAbsolutePath().toUri(),
                provider.getDefaultClassLoader(),
                new Properties());
        return new JCacheManager(origin, CacheFile.of(cache, codec), closed -> {});
    }

    private static ExecutorService executor() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                0, MOST_LOADERS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "litestack-jcache-loader");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
        return executor;
    }

    // Caches.

    @Override
    public <K, V, C extends Configuration<K, V>> javax.cache.Cache<K, V> createCache(String name, C configuration) {
        checkOpen();
        Objects.requireNonNull(name, "name");
        MutableConfiguration<K, V> copy = copyOf(Objects.requireNonNull(configuration, "configuration"));
        if (!copy.isStoreByValue()) {
            throw new UnsupportedOperationException(
                    "caches are stored by value; leave setStoreByValue(false) out for \"" + name + '"');
        }
        synchronized (this) {
            if (caches.containsKey(name)) {
                throw new CacheException("there is a cache \"" + name + "\" already; get it, or destroy it first");
            }
            EntryStore<K, V> store =
                    EntryStore.of(file.open(), name, file.codec(copy.getKeyType(), copy.getValueType()));
            JCache<K, V> cache = new JCache<>(
                    new CacheSetup<>(name, this, copy, store, executor, closed -> caches.remove(name, closed)));
            caches.put(name, cache);
            return cache;
        }
    }

    private static <K, V> MutableConfiguration<K, V> copyOf(Configuration<K, V> configuration) {
        if (configuration instanceof CompleteConfiguration<K, V> complete) {
            return new MutableConfiguration<>(complete);
        }
        MutableConfiguration<K, V> copy = new MutableConfiguration<>();
        copy.setTypes(configuration.getKeyType(), configuration.getValueType());
        copy.setStoreByValue(configuration.isStoreByValue());
        return copy;
    }

    @Override
    public <K, V> javax.cache.@Nullable Cache<K, V> getCache(String name, Class<K> keys, Class<V> values) {
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(values, "values");
        javax.cache.Cache<K, V> cache = getCache(name);
        if (cache != null) {
            @SuppressWarnings("unchecked") // every cache has such a configuration
            CompleteConfiguration<K, V> configuration = cache.getConfiguration(CompleteConfiguration.class);
            checkType(name, "keys", configuration.getKeyType(), keys);
            checkType(name, "values", configuration.getValueType(), values);
        }
        return cache;
    }

    private static void checkType(String name, String what, Class<?> type, Class<?> asked) {
        if (type != asked) {
            throw new ClassCastException("the " + what + " of the cache \"" + name + "\" are of " + type.getName()
                    + ", and not of " + asked.getName());
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the caller says which types it has
    public <K, V> javax.cache.@Nullable Cache<K, V> getCache(String name) {
        checkOpen();
        return (javax.cache.Cache<K, V>) caches.get(Objects.requireNonNull(name, "name"));
    }

    @Override
    public Iterable<String> getCacheNames() {
        checkOpen();
        return List.copyOf(caches.keySet());
    }

    @Override
    public void destroyCache(String name) {
        checkOpen();
        JCache<?, ?> cache = caches.get(Objects.requireNonNull(name, "name"));
        if (cache != null) {
            cache.close();
            cache.drop();
        }
    }

    @Override
    public void enableManagement(String name, boolean isEnabled) {
        checkOpen();
        JCache<?, ?> cache = caches.get(Objects.requireNonNull(name, "name"));
        if (cache != null) {
            cache.enableManagement(isEnabled);
        }
    }

    @Override
    public void enableStatistics(String name, boolean isEnabled) {
        checkOpen();
        JCache<?, ?> cache = caches.get(Objects.requireNonNull(name, "name"));
        if (cache != null) {
            cache.enableStatistics(isEnabled);
        }
    }

    // The manager itself.

    @Override
    public CachingProvider getCachingProvider() {
        return provider;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public ClassLoader getClassLoader() {
        return loader;
    }

    @Override
    public Properties getProperties() {
        return properties;
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            onClose.accept(this);
            caches.values().forEach(JCache::close);
            executor.shutdown();
            file.close();
        }
    }

    @Override
    public boolean isClosed() {
        return isClosed.get();
    }

    private void checkOpen() {
        if (isClosed.get()) {
            throw new IllegalStateException("the manager of " + uri + " is closed");
        }
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type == Cache.class) {
            return type.cast(file.open());
        }
        throw new IllegalArgumentException("a manager is no " + type.getName());
    }
}
