package io.litestack.cache.internal;

import io.litestack.cache.BulkLoader;
import io.litestack.cache.CacheType;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.EntryVersion;
import io.litestack.cache.LoadOptions;
import io.litestack.cache.Loader;
import io.litestack.cache.Lookup;
import io.litestack.cache.TypedCache;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.ValueFormat;
import io.litestack.cache.internal.put.NewValue;
import io.litestack.core.CodecException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The values of one type in one namespace. Thread-safe. */
final class TypedView<V> implements TypedCache<V> {
    private final NamespaceView namespace;
    private final ValueFormat<V> format;
    private final ReadThrough<V> readThrough;

    TypedView(NamespaceView namespace, ValueFormat<V> format) {
        this.namespace = namespace;
        this.format = format;
        this.readThrough = new ReadThrough<>(namespace, format, this::valueOf);
    }

    // Reading.

    @Override
    public Optional<V> find(String key) {
        CacheParts parts = namespace.parts();
        Entry entry = namespace.find(parts, key);
        return Optional.ofNullable(entry == null ? null : valueOf(parts, entry));
    }

    private @Nullable V valueOf(CacheParts parts, Entry entry) {
        V known = format.known(entry);
        if (known != null) {
            return known;
        }
        if (!format.reads(entry)) {
            return null;
        }
        try {
            return format.decode(entry);
        } catch (CodecException e) {
            namespace.unreadable(parts, entry, e);
            return null;
        }
    }

    @Override
    public Lookup<V> lookup(String key) {
        CacheParts parts = namespace.parts();
        Entry entry = namespace.findKept(parts, key);
        if (entry == null) {
            return Lookup.miss();
        }
        V value = valueOf(parts, entry);
        if (value == null && !ValueFormat.isNull(entry)) {
            return Lookup.miss();
        }
        EntryVersion version = new EntryVersion(entry.version());
        Instant end = Instant.ofEpochMilli(entry.expiresAtMs());
        return entry.isCurrent(parts.context.clock().nanos())
                ? new Lookup.Hit<>(value, version, Optional.of(end))
                : new Lookup.Stale<>(value, version, end);
    }

    @Override
    public V get(String key, LoadOptions options, Loader<? extends V> loader) {
        V value = readThrough.get(namespace.parts(), key, options, loader);
        if (value == null) {
            throw new NullPointerException("the loader of \"" + Key.shortened(key)
                    + "\" returned null; if there may be no value use find(key, options, loader)");
        }
        return value;
    }

    @Override
    public Optional<V> find(String key, LoadOptions options, Loader<? extends @Nullable V> loader) {
        return Optional.ofNullable(readThrough.get(namespace.parts(), key, options, loader));
    }

    @Override
    public Map<String, V> getAll(Collection<String> keys) {
        CacheParts parts = namespace.parts();
        List<Key> known = new ArrayList<>(keys.size());
        keys.forEach(key -> known.add(namespace.key(parts, key)));
        List<@Nullable Entry> entries = parts.reader.findAll(known);
        Map<String, V> found = new LinkedHashMap<>(keys.size() * 2);
        for (int i = 0; i < known.size(); i++) {
            Entry entry = entries.get(i);
            V value = entry == null ? null : valueOf(parts, entry);
            if (value != null) {
                found.put(known.get(i).text(), value);
            }
        }
        return found;
    }

    @Override
    public Map<String, V> getAll(Collection<String> keys, LoadOptions options, BulkLoader<? extends V> loader) {
        CacheParts parts = namespace.parts();
        Map<String, Key> known = new LinkedHashMap<>(keys.size() * 2);
        keys.forEach(key -> known.put(key, namespace.key(parts, key)));
        Map<String, @Nullable V> values = readThrough.getAll(parts, List.copyOf(known.values()), options, loader);
        Map<String, V> all = new LinkedHashMap<>(keys.size() * 2);
        for (String key : known.keySet()) {
            V value = values.get(key);
            if (value != null) {
                all.put(key, value);
            }
        }
        return all;
    }

    // Writing.

    @Override
    public void put(String key, V value, EntryOptions options) {
        Objects.requireNonNull(options, "options");
        CacheParts parts = namespace.parts();
        Key known = namespace.key(parts, key);
        if (options.isDurable() || parts.context.isStrict()) {
            parts.operations.put(newValue(parts, known, value, options));
        } else {
            parts.writer.put(newValue(parts, known, value, options));
        }
    }

    private NewValue<V> newValue(CacheParts parts, Key key, V value, EntryOptions options) {
        parts.tables.watch(options.tables());
        return new NewValue<>(key, format, value, options);
    }

    @Override
    public void putAll(Map<String, ? extends V> values, EntryOptions options) {
        CacheParts parts = namespace.parts();
        if (options.isDurable() || parts.context.isStrict()) {
            List<NewValue<V>> all = new ArrayList<>(values.size());
            values.forEach((key, value) -> all.add(newValue(parts, namespace.key(parts, key), value, options)));
            parts.operations.putAll(all);
        } else {
            values.forEach((key, value) -> put(key, value, options));
        }
    }

    @Override
    public boolean putIfAbsent(String key, V value, EntryOptions options) {
        return putIf(key, value, options, current -> current == null);
    }

    @Override
    public boolean replace(String key, V value, EntryOptions options) {
        return putIf(key, value, options, current -> current != null);
    }

    @Override
    public boolean compareAndSet(String key, EntryVersion expected, V value, EntryOptions options) {
        long token = Objects.requireNonNull(expected, "expected").token();
        return putIf(key, value, options, current -> current != null && current.version() == token);
    }

    private boolean putIf(String key, V value, EntryOptions options, Predicate<@Nullable Entry> condition) {
        CacheParts parts = namespace.parts();
        return parts.operations.putIf(newValue(parts, namespace.key(parts, key), value, options), condition);
    }

    @Override
    public Optional<V> getAndPut(String key, V value, EntryOptions options) {
        CacheParts parts = namespace.parts();
        return parts.operations
                .exchange(newValue(parts, namespace.key(parts, key), value, options))
                .map(it -> valueOf(parts, it));
    }

    @Override
    public Optional<V> getAndRemove(String key) {
        CacheParts parts = namespace.parts();
        return parts.operations
                .remove(namespace.key(parts, key), current -> true)
                .map(it -> valueOf(parts, it));
    }

    @Override
    public CacheType<V> type() {
        return format.type();
    }
}
