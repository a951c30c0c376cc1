package io.litestack.cache.internal;

import io.litestack.cache.CacheNamespace;
import io.litestack.cache.CacheType;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.EntryVersion;
import io.litestack.cache.LoadOptions;
import io.litestack.cache.Memoized;
import io.litestack.cache.TypedCache;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Keys;
import io.litestack.cache.internal.log.Scope;
import io.litestack.cache.internal.tx.Eviction;
import io.litestack.core.CodecException;
import io.litestack.core.LitestackException;
import io.litestack.core.Transaction;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One namespace. Thread-safe. */
class NamespaceView implements CacheNamespace {
    private final OpenCache cache;
    private final String name;
    private final Map<Class<?>, TypedView<?>> views = new ConcurrentHashMap<>();
    private volatile @Nullable NamedFile numbered;

    NamespaceView(OpenCache cache, String name) {
        this.cache = cache;
        this.name = name;
    }

    /** The parts of the file that is open now. */
    final CacheParts parts() {
        return cache.parts();
    }

    final Key key(CacheParts parts, String text) {
        return parts.context.keys().of(number(parts), text);
    }

    /** The entry of a key that counts; null if there is none. */
    final @Nullable Entry find(CacheParts parts, String text) {
        return parts.reader.find(number(parts), text);
    }

    /** As {@link #find}, but also an entry that has expired and is kept for a while. */
    final @Nullable Entry findKept(CacheParts parts, String text) {
        return parts.reader.findKept(number(parts), text);
    }

    /** The number of the namespace, which depends on the file's secret. */
    private long number(CacheParts parts) {
        if (name.isEmpty()) {
            return 0;
        }
        NamedFile known = numbered;
        if (known == null || known.parts != parts) {
            known = new NamedFile(parts, parts.context.keys().ofNamespace(name));
            parts.names.learn(known.number, name);
            numbered = known;
        }
        return known.number;
    }

    /** The number that the namespace has in a file. */
    private record NamedFile(CacheParts parts, long number) {}

    /** A value claims to be of a type, and cannot be read as such: it is of no use to anybody. */
    final void unreadable(CacheParts parts, Entry entry, CodecException cause) {
        parts.context.listener().onUnreadableValue(entry.key().text(), cause);
        try {
            parts.operations.remove(entry.key(), current -> current.version() == entry.version());
        } catch (LitestackException e) {
            // it is a miss all the same
        }
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final <V> TypedCache<V> typed(CacheType<V> type) {
        return new TypedView<>(this, cache.format(type));
    }

    @Override
    @SuppressWarnings("unchecked") // a view is made for its class
    public final <V> TypedCache<V> typed(Class<V> type) {
        TypedView<?> known = views.get(type);
        if (known == null) {
            known = views.computeIfAbsent(type, it -> new TypedView<>(this, cache.format(CacheType.of(it))));
        }
        return (TypedCache<V>) known;
    }

    @Override
    public final <K, V> Memoized<K, V> memoize(
            CacheType<V> type,
            Function<? super K, String> key,
            LoadOptions options,
            Function<? super K, ? extends V> function) {
        return new MemoizedView<>(this, type, new MemoizedView.How<>(key, options, function));
    }

    @Override
    public final void put(String key, Object value, EntryOptions options) {
        putAs(key, value.getClass(), value, options);
    }

    @SuppressWarnings("unchecked") // the class is that of the value
    private <V> void putAs(String key, Class<V> type, Object value, EntryOptions options) {
        refuseUnreadable(type);
        typed(type).put(key, (V) value, options);
    }

    private static void refuseUnreadable(Class<?> type) {
        boolean isUnreadable = Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || Optional.class.isAssignableFrom(type)
                || type.isAnonymousClass()
                || type.isHidden()
                || (type.isEnum() && Modifier.isAbstract(type.getModifiers()));
        if (isUnreadable) {
            throw new IllegalArgumentException(
                    "nobody could read a " + type.getName()
                            + " by its class; put it through a view of its type, such as typed(new TypeToken<List<Order>>() {})");
        }
    }

    @Override
    public final boolean contains(String key) {
        CacheParts parts = parts();
        return find(parts, key) != null;
    }

    @Override
    public final boolean remove(String key) {
        CacheParts parts = parts();
        return parts.operations.remove(key(parts, key), current -> true).isPresent();
    }

    @Override
    public final boolean remove(String key, EntryVersion expected) {
        CacheParts parts = parts();
        long token = expected.token();
        return parts.operations
                .remove(key(parts, key), current -> current.version() == token)
                .isPresent();
    }

    @Override
    public final int removeAll(Collection<String> keys) {
        CacheParts parts = parts();
        List<Key> known = new ArrayList<>(keys.size());
        keys.forEach(it -> known.add(key(parts, it)));
        return parts.operations.removeAll(known);
    }

    @Override
    public final boolean touch(String key, Duration expiry) {
        EntryOptions checked = EntryOptions.expiringAfter(expiry);
        CacheParts parts = parts();
        return parts.operations.touch(
                key(parts, key), checked.expireAfterWrite().orElseThrow());
    }

    @Override
    public final long increment(String key, long amount, EntryOptions options) {
        Objects.requireNonNull(options, "options");
        CacheParts parts = parts();
        return parts.operations.increment(key(parts, key), amount, options);
    }

    @Override
    public final void evictTag(String tag) {
        EntryOptions.standard().withTags(tag);
        CacheParts parts = parts();
        parts.keyWriter.invalidate(Scope.tag(parts.context.keys().ofTag(number(parts), tag)));
    }

    @Override
    public final void evictPrefix(String prefix) {
        Keys.checkKey("a prefix", prefix);
        CacheParts parts = parts();
        parts.keyWriter.invalidate(Scope.prefix(parts.context.keys(), number(parts), prefix));
    }

    @Override
    public final void clear() {
        CacheParts parts = parts();
        parts.keyWriter.invalidate(Scope.namespace(number(parts)));
    }

    @Override
    public final Iterable<String> keys(String prefix) {
        CacheParts parts = parts();
        Objects.requireNonNull(prefix, "prefix");
        return parts.scan.keys(number(parts), prefix);
    }

    @Override
    public final long count() {
        CacheParts parts = parts();
        return parts.scan.count(number(parts));
    }

    @Override
    public final void evict(Transaction tx, String key) {
        Keys.checkKey("a key", key);
        evictWith(tx, Scope.KEYS, key);
    }

    @Override
    public final void evictTag(Transaction tx, String tag) {
        EntryOptions.standard().withTags(tag);
        evictWith(tx, Scope.TAG, tag);
    }

    @Override
    public final void evictPrefix(Transaction tx, String prefix) {
        Keys.checkKey("a prefix", prefix);
        evictWith(tx, Scope.PREFIX, prefix);
    }

    @Override
    public final void clear(Transaction tx) {
        evictWith(tx, Scope.NAMESPACE, "");
    }

    final void evictWith(Transaction tx, int kind, String text) {
        parts().evictions.evict(tx, Eviction.of(kind, name, text));
    }
}
