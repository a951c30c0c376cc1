package io.litestack.cache.internal;

import io.litestack.cache.BulkLoader;
import io.litestack.cache.LoadOptions;
import io.litestack.cache.Loader;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.ValueFormat;
import io.litestack.cache.internal.load.LoadRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads of one type that load what is missing, or old; of one key, or of several together. Thread-safe. */
final class ReadThrough<V> {
    private final NamespaceView namespace;
    private final ValueFormat<V> format;
    private final ValueReader<V> values;

    /** Turns an entry into its value. */
    interface ValueReader<V> {
        /** Returns the value; null if it is of another type or cannot be read. */
        @Nullable
        V read(CacheParts parts, Entry entry);
    }

    ReadThrough(NamespaceView namespace, ValueFormat<V> format, ValueReader<V> values) {
        this.namespace = namespace;
        this.format = format;
        this.values = values;
    }

    /** Returns the value of a key, or what the loader returns. */
    @Nullable
    V get(CacheParts parts, String key, LoadOptions options, Loader<? extends @Nullable V> loader) {
        boolean isStaleWanted = isStaleWanted(options);
        Entry entry = isStaleWanted ? namespace.findKept(parts, key) : namespace.find(parts, key);
        if (entry != null) {
            V value = values.read(parts, entry);
            boolean isThere = isThere(entry, value, options);
            if (isThere && !isStaleWanted && !isRefreshed(options)) {
                return value;
            }
            if (isThere) {
                LoadRequest<V> request = request(parts, entry.key(), options, loader);
                return isStaleWanted && !entry.isCurrent(parts.context.clock().nanos())
                        ? staleOrLoaded(parts, request, entry, value)
                        : refreshed(parts, request, entry, value);
            }
        }
        return parts.loading.load(request(parts, namespace.key(parts, key), options, loader));
    }

    /** Whether a value is one, or a null that somebody who wants nulls to be kept has loaded. */
    private static boolean isThere(Entry entry, @Nullable Object value, LoadOptions options) {
        return value != null
                || (ValueFormat.isNull(entry) && options.nullExpiry().isPresent());
    }

    private static boolean isStaleWanted(LoadOptions options) {
        return isPositive(options.staleWhileRevalidate()) || isPositive(options.staleIfError());
    }

    private static boolean isRefreshed(LoadOptions options) {
        return options.refreshAhead() > 0 || options.earlyRefresh() > 0;
    }

    private static boolean isPositive(Duration span) {
        return !span.isZero();
    }

    private LoadRequest<V> request(
            CacheParts parts, Key key, LoadOptions options, Loader<? extends @Nullable V> loader) {
        Objects.requireNonNull(loader, "loader");
        parts.tables.watch(options.entry().tables());
        long[] tags = parts.entries.tags(key.namespace(), options.entry());
        return new LoadRequest<>(key, tags, format, options, loader);
    }

    private @Nullable V refreshed(CacheParts parts, LoadRequest<V> request, Entry entry, @Nullable V value) {
        if (parts.refresher.isDue(entry, request.options())) {
            parts.refresher.refresh(request, entry.version());
        }
        return value;
    }

    private @Nullable V staleOrLoaded(CacheParts parts, LoadRequest<V> request, Entry entry, @Nullable V value) {
        long past = parts.context.clock().millis() - entry.expiresAtMs();
        if (past < request.options().staleWhileRevalidate().toMillis()) {
            parts.refresher.refresh(request, entry.version());
            return value;
        }
        if (past >= request.options().staleIfError().toMillis()) {
            return parts.loading.load(request);
        }
        try {
            return parts.loading.load(request);
        } catch (RuntimeException e) {
            parts.context.listener().onRefreshFailure(request.key().text(), e);
            return value;
        }
    }

    // Several keys.

    /** Returns the values of keys, and what the loader returns of those that have none; null for those that have a null. */
    Map<String, @Nullable V> getAll(
            CacheParts parts, List<Key> keys, LoadOptions options, BulkLoader<? extends V> loader) {
        Objects.requireNonNull(loader, "loader");
        boolean isStaleWanted = isStaleWanted(options);
        List<@Nullable Entry> entries = isStaleWanted ? parts.reader.findAllKept(keys) : parts.reader.findAll(keys);
        Several several = new Several(parts, options, loader);
        for (int i = 0; i < keys.size(); i++) {
            several.add(keys.get(i), entries.get(i));
        }
        several.load();
        return several.all;
    }

    /** What is known of several keys. */
    private final class Several {
        private final CacheParts parts;
        private final LoadOptions options;
        private final BulkLoader<? extends V> loader;
        private final Map<String, @Nullable V> all = new HashMap<>();
        private final List<Key> missing = new ArrayList<>();

        /** Of those that are missing, what is still good enough if the loader fails. */
        private final Map<String, @Nullable V> old = new HashMap<>();

        Several(CacheParts parts, LoadOptions options, BulkLoader<? extends V> loader) {
            this.parts = parts;
            this.options = options;
            this.loader = loader;
        }

        void add(Key key, @Nullable Entry entry) {
            V value = entry == null ? null : values.read(parts, entry);
            if (entry == null || !isThere(entry, value, options)) {
                missing.add(key);
            } else if (entry.isCurrent(parts.context.clock().nanos())) {
                all.put(key.text(), isRefreshed(options) ? refreshed(parts, alone(key), entry, value) : value);
            } else {
                addStale(key, entry, value);
            }
        }

        private void addStale(Key key, Entry entry, @Nullable V value) {
            long past = parts.context.clock().millis() - entry.expiresAtMs();
            if (past < options.staleWhileRevalidate().toMillis()) {
                parts.refresher.refresh(alone(key), entry.version());
                all.put(key.text(), value);
                return;
            }
            missing.add(key);
            if (past < options.staleIfError().toMillis()) {
                old.put(key.text(), value);
            }
        }

        /** In the background each is loaded by itself: it may be on its way already. */
        @SuppressWarnings("NullAway") // it does not see that a loader may return null
        private LoadRequest<V> alone(Key key) {
            return request(
                    parts, key, options, () -> loader.load(Set.of(key.text())).get(key.text()));
        }

        void load() {
            if (missing.isEmpty()) {
                return;
            }
            try {
                all.putAll(loaded());
            } catch (RuntimeException e) {
                if (old.size() < missing.size()) {
                    throw e;
                }
                old.keySet().forEach(key -> parts.context.listener().onRefreshFailure(key, e));
                all.putAll(old);
            }
        }

        private Map<String, ? extends V> loaded() {
            parts.tables.watch(options.entry().tables());
            long[] tags = parts.entries.tags(missing.get(0).namespace(), options.entry());
            List<LoadRequest<V>> requests = missing.stream()
                    .map(key -> new LoadRequest<V>(key, tags, format, options, ReadThrough.this::unused))
                    .toList();
            return parts.loading.loadAll(requests, loader);
        }
    }

    /** Those that are loaded together have one loader. */
    private V unused() {
        throw new IllegalStateException();
    }
}
