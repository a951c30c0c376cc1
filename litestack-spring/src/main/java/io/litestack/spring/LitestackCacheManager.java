package io.litestack.spring;

import io.litestack.cache.Cache;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.ObjectCodec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.cache.CacheManager;

/**
 * Litestack's cache for {@code @Cacheable} and the like: each cache of Spring is a namespace, made when it is asked for. Thread-safe.
 *
 * <pre>{@code
 * @Bean
 * CacheManager cacheManager(Litestack litestack) {
 *     ObjectCodec codec = ObjectCodec.standard().allowing("com.example.shop.**");
 *     return new LitestackCacheManager(litestack.cache(), codec)
 *             .withOptions("prices", EntryOptions.expiringAfter(Duration.ofMinutes(1)));
 * }
 * }</pre>
 *
 * <p>Entries survive restarts, and all processes with the same file share them. A method's null is an entry too. Those who read a value from
 * the heap get the same object, so it must not be changed. With {@code sync = true} one thread calls the method, and what was evicted
 * meanwhile does not come back; without it Spring puts the result whatever has happened since it asked.
 */
public final class LitestackCacheManager implements CacheManager {
    private static final String PREFIX = "spring:";

    private final Cache cache;
    private final ObjectCodec codec;
    private final Map<String, EntryOptions> options = new ConcurrentHashMap<>();
    private final Map<String, LitestackCache> caches = new ConcurrentHashMap<>();

    /**
     * Makes a manager.
     *
     * @param cache where entries are kept; it is closed by whoever has opened it
     * @param codec writes and reads keys and values, and says which classes may be among them
     */
    public LitestackCacheManager(Cache cache, ObjectCodec codec) {
        this.cache = cache;
        this.codec = codec;
    }

    /**
     * Says how the entries of a cache are kept, before it is asked for first.
     *
     * @param name the cache
     * @param value how, such as for how long; the default is {@link EntryOptions#standard}
     * @return this manager
     */
    public LitestackCacheManager withOptions(String name, EntryOptions value) {
        options.put(name, value);
        return this;
    }

    @Override
    public org.springframework.cache.Cache getCache(String name) {
        return caches.computeIfAbsent(name, this::newCache);
    }

    private LitestackCache newCache(String name) {
        boolean isPlain = name.matches("[A-Za-z0-9_.-]{1,100}");
        String namespace = PREFIX
                + (isPlain
                        ? name
                        : ":" + ObjectCodec.standard().keyOf(List.of(name)).substring(1));
        return new LitestackCache(
                name, cache.namespace(namespace), codec, options.getOrDefault(name, EntryOptions.standard()));
    }

    @Override
    public Collection<String> getCacheNames() {
        return List.copyOf(caches.keySet());
    }
}
