package io.litestack.jcache.internal.cache;

import io.litestack.jcache.internal.store.Found;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads, and loads of what is missing if they are to be read through. Thread-safe. */
final class Reads<K, V> {
    private final CacheParts<K, V> parts;
    private final Changes<K, V> changes;

    Reads(CacheParts<K, V> parts, Changes<K, V> changes) {
        this.parts = parts;
        this.changes = changes;
    }

    @Nullable
    V get(K key) {
        long begin = parts.statistics().begin();
        V value = find(key);
        parts.statistics().got(value != null, begin);
        return value == null && parts.source().isReadThrough() ? load(key) : value;
    }

    private @Nullable V find(K key) {
        if (parts.rules().isKeptByReads()) {
            return parts.store().value(key);
        }
        return changes.<V>change(key, found -> found == null ? Outcome.keep(null) : Outcome.accessed(found.value()));
    }

    /** One thread loads a key, and what was removed meanwhile is not kept. */
    private @Nullable V load(K key) {
        Duration duration = parts.rules().creation();
        if (duration.isZero()) {
            return parts.source().load(key);
        }
        boolean[] isLoaded = new boolean[1];
        V value = parts.store().load(key, ExpiryRules.options(duration), () -> {
            isLoaded[0] = true;
            return parts.source().load(key);
        });
        if (isLoaded[0] && value != null) {
            parts.listeners().created(key, value);
        }
        return value;
    }

    Map<K, V> getAll(Set<? extends K> keys) {
        Map<K, V> values = new HashMap<>();
        Set<K> missing = new HashSet<>();
        for (K key : keys) {
            long begin = parts.statistics().begin();
            V value = find(key);
            parts.statistics().got(value != null, begin);
            if (value == null) {
                missing.add(key);
            } else {
                values.put(key, value);
            }
        }
        if (parts.source().isReadThrough()) {
            missing.forEach(key -> {
                V value = load(key);
                if (value != null) {
                    values.put(key, value);
                }
            });
        }
        return values;
    }

    /** Loads keys whether or not somebody asks for them. */
    void loadAll(Set<? extends K> keys, boolean isReplacing) {
        Set<K> wanted = new HashSet<>(keys);
        if (!isReplacing) {
            wanted.removeIf(parts.store()::contains);
        }
        parts.source()
                .loadAll(wanted)
                .forEach((key, value) -> changes.<Object>change(key, found -> keep(found, value, isReplacing)));
    }

    private static <V> Outcome<V, Object> keep(@Nullable Found<V> found, V value, boolean isReplacing) {
        return found == null || isReplacing ? Outcome.load(value, null) : Outcome.keep(null);
    }
}
