package io.litestack.jcache.internal.cache;

import io.litestack.jcache.internal.store.Found;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Goes through the entries that there are; those that come or go meanwhile may be among them or not. For one thread. */
final class EntryIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
    private final CacheParts<K, V> parts;
    private final Changes<K, V> changes;
    private final Runnable openCheck;
    private final Iterator<String> texts;
    private Map.@Nullable Entry<K, Found<V>> following;
    private @Nullable K last;

    EntryIterator(CacheParts<K, V> parts, Changes<K, V> changes, Runnable openCheck) {
        this.parts = parts;
        this.changes = changes;
        this.openCheck = openCheck;
        this.texts = parts.store().texts();
    }

    @Override
    public boolean hasNext() {
        openCheck.run();
        while (following == null && texts.hasNext()) {
            following = parts.store().entry(texts.next());
        }
        return following != null;
    }

    @Override
    public Cache.Entry<K, V> next() {
        Map.Entry<K, Found<V>> entry = hasNext() ? following : null;
        if (entry == null) {
            throw new NoSuchElementException();
        }
        following = null;
        last = entry.getKey();
        parts.statistics().looked(true);
        changes.accessed(entry.getKey(), entry.getValue());
        return new PlainEntry<>(entry.getKey(), entry.getValue().value());
    }

    @Override
    public void remove() {
        openCheck.run();
        K key = last;
        if (key == null) {
            throw new IllegalStateException("next() was not called since the last remove()");
        }
        last = null;
        changes.<Object>change(key, found -> Outcome.remove(null));
    }
}
