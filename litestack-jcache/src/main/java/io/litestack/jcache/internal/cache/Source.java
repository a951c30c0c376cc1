package io.litestack.jcache.internal.cache;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/**
 * The loader and the writer of a cache, whose failures become those that JCache names.
 *
 * @param loader where missing values come from, or null
 * @param writer what hears of changes, or null
 * @param isReadThrough whether reads use the loader
 */
record Source<K, V>(
        @Nullable CacheLoader<K, V> loader, @Nullable CacheWriter<? super K, ? super V> writer, boolean isReadThrough) {

    boolean isWriteThrough() {
        return writer != null;
    }

    @Nullable
    V load(K key) {
        if (loader == null) {
            return null;
        }
        CacheLoader<K, V> known = loader;
        return loading(() -> known.load(key));
    }

    /** The values of keys, without those that have none. */
    Map<K, V> loadAll(Set<? extends K> keys) {
        Map<K, V> values = new HashMap<>();
        if (loader == null || keys.isEmpty()) {
            return values;
        }
        CacheLoader<K, V> known = loader;
        Map<K, V> loaded = loading(() -> known.loadAll(keys));
        for (K key : keys) {
            V value = loaded == null ? null : loaded.get(key);
            if (value != null) {
                values.put(key, value);
            }
        }
        return values;
    }

    private static <T extends @Nullable Object> T loading(Supplier<T> call) {
        try {
            return call.get();
        } catch (CacheLoaderException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheLoaderException("the loader failed: " + e, e);
        }
    }

    void write(K key, V value) {
        if (writer != null) {
            CacheWriter<? super K, ? super V> known = writer;
            writing(() -> known.write(new PlainEntry<>(key, value)));
        }
    }

    void delete(K key) {
        if (writer != null) {
            CacheWriter<? super K, ? super V> known = writer;
            writing(() -> known.delete(key));
        }
    }

    /** What it could not write stays in the collection. */
    void writeAll(Collection<Cache.Entry<? extends K, ? extends V>> entries) {
        if (writer != null && !entries.isEmpty()) {
            @SuppressWarnings("unchecked") // a writer of more general entries writes these
            CacheWriter<K, V> known = (CacheWriter<K, V>) writer;
            writing(() -> known.writeAll(entries));
        }
    }

    /** What it could not delete stays in the collection. */
    void deleteAll(Collection<?> keys) {
        if (writer != null && !keys.isEmpty()) {
            CacheWriter<? super K, ? super V> known = writer;
            writing(() -> known.deleteAll(keys));
        }
    }

    private static void writing(Runnable call) {
        try {
            call.run();
        } catch (CacheWriterException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheWriterException("the writer failed: " + e, e);
        }
    }
}
