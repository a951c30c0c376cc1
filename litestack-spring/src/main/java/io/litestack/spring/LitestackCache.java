package io.litestack.spring;

import io.litestack.cache.CacheNamespace;
import io.litestack.cache.CacheType;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.LoadException;
import io.litestack.cache.LoadOptions;
import io.litestack.cache.ObjectCodec;
import io.litestack.cache.TypedCache;
import io.litestack.core.LitestackException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.cache.support.AbstractValueAdaptingCache;
import org.springframework.util.ReflectionUtils;

/** A namespace of a cache, as Spring wants it. Thread-safe. */
final class LitestackCache extends AbstractValueAdaptingCache {
    private static final Field PARAMETERS = Objects.requireNonNull(
            ReflectionUtils.findField(SimpleKey.class, "params"), "the parameters of a SimpleKey");

    static {
        ReflectionUtils.makeAccessible(PARAMETERS);
    }

    private final String name;
    private final CacheNamespace namespace;
    private final TypedCache<Object> entries;
    private final ObjectCodec codec;
    private final EntryOptions options;

    LitestackCache(String name, CacheNamespace namespace, ObjectCodec codec, EntryOptions options) {
        super(true);
        this.name = name;
        this.namespace = namespace;
        this.codec = codec;
        this.options = options;
        this.entries = namespace.typed(CacheType.of(Object.class).withCodec(new NullableCodec(codec), "spring.1"));
    }

    /** Spring makes one key of several parameters, whose text does not tell where one ends and the next begins. */
    private String textOf(Object key) {
        if (key instanceof SimpleKey simple) {
            Object[] parameters = (Object[]) Objects.requireNonNull(ReflectionUtils.getField(PARAMETERS, simple));
            return codec.keyOf(Arrays.asList(parameters));
        }
        return codec.keyOf(key);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Object getNativeCache() {
        return namespace;
    }

    @Override
    protected @Nullable Object lookup(Object key) {
        return entries.find(textOf(key)).orElse(null);
    }

    @Override
    @SuppressWarnings("unchecked") // the caller says what it has put
    public <T> @Nullable T get(Object key, Callable<T> loader) {
        try {
            Object stored = entries.get(textOf(key), LoadOptions.of(options), () -> toStoreValue(loader.call()));
            return (T) fromStoreValue(stored);
        } catch (LoadException e) {
            throw new ValueRetrievalException(key, loader, Objects.requireNonNullElse(e.getCause(), e));
        } catch (LitestackException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ValueRetrievalException(key, loader, e);
        }
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        ValueWrapper found = get(key);
        return found == null ? null : CompletableFuture.completedFuture(found);
    }

    /** Each who misses loads: a value that is not there yet is no reason to keep a thread waiting. */
    @Override
    @SuppressWarnings("unchecked") // the caller says what it has put
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
        ValueWrapper found = get(key);
        if (found != null) {
            return CompletableFuture.completedFuture((T) found.get());
        }
        return loader.get().thenApply(value -> {
            put(key, value);
            return value;
        });
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        entries.put(textOf(key), toStoreValue(value), options);
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        String text = textOf(key);
        while (true) {
            if (entries.putIfAbsent(text, toStoreValue(value), options)) {
                return null;
            }
            Optional<Object> found = entries.find(text);
            if (found.isPresent()) {
                return toValueWrapper(found.get());
            }
        }
    }

    @Override
    public void evict(Object key) {
        evictIfPresent(key);
    }

    @Override
    public boolean evictIfPresent(Object key) {
        return namespace.remove(textOf(key));
    }

    @Override
    public void clear() {
        namespace.clear();
    }
}
