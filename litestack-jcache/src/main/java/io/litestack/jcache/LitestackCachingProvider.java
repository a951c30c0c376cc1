package io.litestack.jcache;

import io.litestack.cache.Cache;
import io.litestack.cache.ObjectCodec;
import io.litestack.jcache.internal.manager.JCacheManager;
import io.litestack.jcache.internal.manager.Registry;
import java.net.URI;
import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * Litestack's cache for those who ask for {@code javax.cache}, found by {@link javax.cache.Caching#getCachingProvider()}.
 * Thread-safe.
 *
 * <pre>{@code
 * CacheManager manager = Caching.getCachingProvider().getCacheManager(URI.create("file:/var/lib/app/jcache.sqlite3"), null);
 * Cache<String, User> users = manager.createCache("users", new MutableConfiguration<String, User>().setTypes(String.class, User.class));
 * }</pre>
 *
 * <p>The URI of a manager is that of its file; the default is {@code jcache.sqlite3} in the working directory, or what the system
 * property {@code io.litestack.jcache.uri} says. Managers of the same file, in this process or in others, share the entries of caches of
 * the same name. Properties of a manager, each of which may also be a system property:
 *
 * <ul>
 *   <li>{@code io.litestack.jcache.max-size-bytes} and {@code io.litestack.jcache.heap-size-bytes}: see {@link
 *       io.litestack.cache.CacheConfig}.
 *   <li>{@code io.litestack.jcache.allowed-classes}: which records, enums and beans may be stored beside the types that a cache is
 *       configured with, separated by commas; see {@link ObjectCodec#allowing(String...)}.
 *   <li>{@code io.litestack.jcache.java-serialization}: which classes may be stored by Java's serialization; see {@link
 *       ObjectCodec#withJavaSerialization}. Without it there is none.
 * </ul>
 *
 * <p>What is particular: keys are the same if what is stored of them is. Listeners hear of what this process does, and not of entries that
 * expire. An {@code EntryProcessor} may run more than once if another process changes the key meanwhile. Evictions are not counted for
 * each cache. Values are stored by value only.
 */
public final class LitestackCachingProvider implements CachingProvider {
    private final Registry registry = new Registry(this);

    /** Creates a provider; usually {@link javax.cache.Caching} does. */
    public LitestackCachingProvider() {}

    /**
     * Returns a manager whose caches are parts of a cache that is open already, such as that of a Litestack. Closing the manager does not
     * close it.
     *
     * @param cache where the entries are
     * @param codec writes and reads keys and values
     * @return a new manager
     */
    public CacheManager getCacheManager(Cache cache, ObjectCodec codec) {
        return JCacheManager.over(this, cache, codec);
    }

    @Override
    public CacheManager getCacheManager(
            @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
        return registry.get(
                uri == null ? getDefaultURI() : uri,
                classLoader == null ? getDefaultClassLoader() : classLoader,
                properties == null ? getDefaultProperties() : properties);
    }

    @Override
    public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        return getCacheManager(uri, classLoader, getDefaultProperties());
    }

    @Override
    public CacheManager getCacheManager() {
        return getCacheManager(getDefaultURI(), getDefaultClassLoader());
    }

    @Override
    public ClassLoader getDefaultClassLoader() {
        ClassLoader own = getClass().getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }

    @Override
    public URI getDefaultURI() {
        return Registry.defaultUri();
    }

    @Override
    public Properties getDefaultProperties() {
        return new Properties();
    }

    @Override
    public void close() {
        registry.close();
    }

    @Override
    public void close(@Nullable ClassLoader classLoader) {
        registry.close(classLoader == null ? getDefaultClassLoader() : classLoader);
    }

    @Override
    public void close(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        registry.close(
                uri == null ? getDefaultURI() : uri, classLoader == null ? getDefaultClassLoader() : classLoader);
    }

    @Override
    public boolean isSupported(OptionalFeature feature) {
        return false;
    }
}
