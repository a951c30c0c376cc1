package io.litestack.cache.internal;

import io.litestack.cache.CacheNamespace;
import io.litestack.cache.CacheType;
import io.litestack.cache.LoadOptions;
import io.litestack.cache.Memoized;
import io.litestack.cache.TypedCache;
import io.litestack.core.Transaction;
import java.util.Objects;
import java.util.function.Function;

/** A function whose results are entries. Thread-safe. */
final class MemoizedView<K, V> implements Memoized<K, V> {
    private final CacheNamespace namespace;
    private final TypedCache<V> entries;
    private final How<K, V> how;

    MemoizedView(CacheNamespace namespace, CacheType<V> type, How<K, V> how) {
        this.namespace = namespace;
        this.entries = namespace.typed(type);
        this.how = how;
    }

    /** The key of an argument, how its result is kept, and how it is computed. */
    record How<K, V>(Function<? super K, String> key, LoadOptions options, Function<? super K, ? extends V> function) {
        How {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(options, "options");
            Objects.requireNonNull(function, "function");
        }
    }

    @Override
    public V apply(K argument) {
        return entries.get(how.key.apply(argument), how.options, () -> how.function.apply(argument));
    }

    @Override
    public boolean evict(K argument) {
        return namespace.remove(how.key.apply(argument));
    }

    @Override
    public void evict(Transaction tx, K argument) {
        namespace.evict(tx, how.key.apply(argument));
    }
}
