package io.litestack.jcache.internal.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * Runs processors of entries. A processor may run more than once, if another process changes the key meanwhile; only what the last run
 * has decided counts. Thread-safe.
 */
final class Processing<K, V> {
    private final CacheParts<K, V> parts;
    private final Changes<K, V> changes;

    Processing(CacheParts<K, V> parts, Changes<K, V> changes) {
        this.parts = parts;
        this.changes = changes;
    }

    <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        long begin = parts.statistics().begin();
        boolean[] isHit = new boolean[1];
        try {
            return changes.<T>change(key, found -> {
                isHit[0] = found != null;
                ProcessorEntry<K, V> entry = new ProcessorEntry<>(key, found, parts.source());
                T result = processor.process(entry, arguments);
                return entry.outcome(result);
            });
        } catch (CacheException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new EntryProcessorException("the processor failed: " + e, e);
        } finally {
            parts.statistics().got(isHit[0], begin);
        }
    }

    <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        Map<K, EntryProcessorResult<T>> results = new HashMap<>();
        for (K key : keys) {
            try {
                T result = invoke(key, processor, arguments);
                if (result != null) {
                    results.put(key, () -> result);
                }
            } catch (CacheException e) {
                EntryProcessorException failure =
                        e instanceof EntryProcessorException known ? known : new EntryProcessorException(e);
                results.put(key, () -> {
                    throw failure;
                });
            }
        }
        return results;
    }
}
