package io.litestack.jcache.internal.cache;

import io.litestack.jcache.internal.store.Found;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/** A cache as JCache wants it: checks what it is given, and has the rest done by its parts. Thread-safe. */
public final class JCache<K, V> implements Cache<K, V> {
    private final CacheState<K, V> state;
    private final CacheParts<K, V> parts;
    private final Reads<K, V> reads;
    private final Changes<K, V> changes;
    private final Bulk<K, V> bulk;
    private final Processing<K, V> processing;

    public JCache(CacheSetup<K, V> setup) {
        this.state = new CacheState<>(setup, this);
        this.parts = state.parts();
        this.changes = new Changes<>(parts);
        this.reads = new Reads<>(parts, changes);
        this.bulk = new Bulk<>(parts, changes);
        this.processing = new Processing<>(parts, changes);
        state.show();
    }

    // Reads.

    @Override
    public @Nullable V get(K key) {
        state.check(key);
        return reads.get(key);
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        state.checkAll(keys);
        return reads.getAll(keys);
    }

    @Override
    public boolean containsKey(K key) {
        state.check(key);
        return parts.store().contains(key);
    }

    @Override
    public void loadAll(Set<? extends K> keys, boolean isReplacing, @Nullable CompletionListener listener) {
        state.checkAll(keys);
        state.inBackground(() -> reads.loadAll(keys, isReplacing), listener);
    }

    @Override
    public Iterator<Cache.Entry<K, V>> iterator() {
        state.checkOpen();
        return new EntryIterator<>(parts, changes, state::checkOpen);
    }

    // Puts.

    @Override
    public void put(K key, V value) {
        state.check(key, value);
        if (state.isPlain()) {
            putPlainly(key, value);
        } else {
            changes.<Object>change(key, found -> Outcome.put(value, null));
        }
    }

    /** Nobody hears of it, and it is kept as long whether or not the key has a value: what it has need not be known. */
    private void putPlainly(K key, V value) {
        long begin = parts.statistics().begin();
        Duration duration = parts.rules().creation();
        if (duration.isZero()) {
            changes.<Object>change(key, found -> Outcome.put(value, null));
            return;
        }
        parts.store().put(key, value, ExpiryRules.options(duration));
        parts.statistics().put(1, begin);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> values) {
        state.checkOpen();
        Map<K, V> checked = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            state.check(key, value);
            checked.put(key, value);
        });
        if (state.isPlain()) {
            checked.forEach(this::putPlainly);
        } else {
            bulk.putAll(checked);
        }
    }

    @Override
    public @Nullable V getAndPut(K key, V value) {
        state.check(key, value);
        long begin = parts.statistics().begin();
        V before = changes.<V>change(key, found -> Outcome.put(value, valueOf(found)));
        parts.statistics().got(before != null, begin);
        return before;
    }

    private static <V> @Nullable V valueOf(@Nullable Found<V> found) {
        return found == null ? null : found.value();
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        state.check(key, value);
        boolean isPut = changes.test(key, found -> found == null ? Outcome.put(value, true) : Outcome.keep(false));
        parts.statistics().looked(!isPut);
        return isPut;
    }

    // Replacements.

    @Override
    public boolean replace(K key, V expected, V value) {
        state.check(key, expected);
        state.check(key, value);
        boolean[] isHit = new boolean[1];
        boolean isReplaced = changes.test(key, found -> {
            isHit[0] = found != null;
            if (found == null) {
                return Outcome.keep(false);
            }
            return found.value().equals(expected) ? Outcome.put(value, true) : Outcome.accessed(false);
        });
        parts.statistics().looked(isHit[0]);
        return isReplaced;
    }

    @Override
    public boolean replace(K key, V value) {
        state.check(key, value);
        boolean isReplaced = changes.test(key, found -> found == null ? Outcome.keep(false) : Outcome.put(value, true));
        parts.statistics().looked(isReplaced);
        return isReplaced;
    }

    @Override
    public @Nullable V getAndReplace(K key, V value) {
        state.check(key, value);
        long begin = parts.statistics().begin();
        V before =
                changes.<V>change(key, found -> found == null ? Outcome.keep(null) : Outcome.put(value, found.value()));
        parts.statistics().got(before != null, begin);
        return before;
    }

    // Removals.

    @Override
    public boolean remove(K key) {
        state.check(key);
        return changes.test(key, found -> Outcome.remove(found != null));
    }

    @Override
    public boolean remove(K key, V expected) {
        state.check(key, expected);
        boolean[] isHit = new boolean[1];
        boolean isRemoved = changes.test(key, found -> {
            isHit[0] = found != null;
            if (found == null) {
                return Outcome.keep(false);
            }
            return found.value().equals(expected) ? Outcome.remove(true) : Outcome.accessed(false);
        });
        parts.statistics().looked(isHit[0]);
        return isRemoved;
    }

    @Override
    public @Nullable V getAndRemove(K key) {
        state.check(key);
        long begin = parts.statistics().begin();
        V before = changes.<V>change(key, found -> Outcome.remove(valueOf(found)));
        parts.statistics().got(before != null, begin);
        return before;
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        state.checkAll(keys);
        bulk.removeAll(keys);
    }

    @Override
    public void removeAll() {
        state.checkOpen();
        bulk.removeAll();
    }

    @Override
    public void clear() {
        state.checkOpen();
        parts.store().clear();
    }

    // Processors.

    @Override
    public <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments)
            throws EntryProcessorException {
        state.check(key);
        Objects.requireNonNull(processor, "processor");
        return processing.invoke(key, processor, arguments);
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        state.checkAll(keys);
        Objects.requireNonNull(processor, "processor");
        return processing.invokeAll(keys, processor, arguments);
    }

    // The cache itself.

    @Override
    public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
        state.checkOpen();
        state.addListener(configuration);
    }

    @Override
    public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
        state.checkOpen();
        state.removeListener(configuration);
    }

    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        return Unwrapping.unwrap(state.configuration(), type);
    }

    /** Begins or ends to count. */
    public void enableStatistics(boolean isEnabled) {
        state.enableStatistics(isEnabled);
    }

    /** Begins or ends to show the configuration. */
    public void enableManagement(boolean isEnabled) {
        state.enableManagement(isEnabled);
    }

    /** Removes everything without a word to anybody, for a cache that is to be no more. */
    public void drop() {
        parts.store().clear();
    }

    @Override
    public String getName() {
        return state.name();
    }

    @Override
    public CacheManager getCacheManager() {
        return state.manager();
    }

    @Override
    public void close() {
        state.close();
    }

    @Override
    public boolean isClosed() {
        return state.isClosed();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return Unwrapping.unwrap(this, type);
    }

    @Override
    public String toString() {
        return "JCache[" + getName() + "]";
    }
}
