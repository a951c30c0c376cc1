package io.litestack.jcache.internal.cache;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Changes of many keys: the writer hears of all of them at once, and what it could not do is not done here either. Thread-safe. */
final class Bulk<K, V> {
    private static final int MOST_AT_ONCE = 500;

    private final CacheParts<K, V> parts;
    private final Changes<K, V> changes;

    Bulk(CacheParts<K, V> parts, Changes<K, V> changes) {
        this.parts = parts;
        this.changes = changes;
    }

    void putAll(Map<? extends K, ? extends V> values) {
        parts.locks().withAll(values.keySet(), () -> {
            List<Cache.Entry<? extends K, ? extends V>> left = new ArrayList<>();
            if (parts.source().isWriteThrough()) {
                values.forEach((key, value) -> left.add(new PlainEntry<K, V>(key, value)));
            }
            CacheException failure = attempt(() -> parts.source().writeAll(left));
            Set<Object> unwritten = new HashSet<>();
            if (failure != null) {
                left.forEach(it -> unwritten.add(it.getKey()));
            }
            values.forEach((key, value) -> {
                if (!unwritten.contains(key)) {
                    changes.<Object>change(key, found -> Outcome.load(value, null));
                }
            });
            rethrow(failure);
        });
    }

    void removeAll(Set<? extends K> keys) {
        parts.locks().withAll(keys, () -> {
            Set<K> left = new HashSet<>(keys);
            CacheException failure = attempt(() -> parts.source().deleteAll(left));
            for (K key : keys) {
                if (failure == null || !left.contains(key)) {
                    changes.<Object>change(key, found -> Outcome.drop(null));
                }
            }
            rethrow(failure);
        });
    }

    /** Removes what there is, some hundred entries at a time. */
    void removeAll() {
        Iterator<String> texts = parts.store().texts();
        Set<K> keys = new HashSet<>();
        while (texts.hasNext()) {
            var entry = parts.store().entry(texts.next());
            if (entry != null) {
                keys.add(entry.getKey());
            }
            if (keys.size() == MOST_AT_ONCE) {
                removeAll(keys);
                keys.clear();
            }
        }
        removeAll(keys);
    }

    private static @Nullable CacheException attempt(Runnable call) {
        try {
            call.run();
            return null;
        } catch (CacheException e) {
            return e;
        }
    }

    private static void rethrow(@Nullable CacheException failure) {
        if (failure != null) {
            throw failure;
        }
    }
}
