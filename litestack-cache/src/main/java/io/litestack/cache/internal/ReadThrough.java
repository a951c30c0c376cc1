package io.litestack.cache.internal;

import io.litestack.cache.LoadOptions;
import io.litestack.cache.Loader;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.ValueFormat;
import io.litestack.cache.internal.load.LoadRequest;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads of one type that load what is missing, or old. Thread-safe. */
final class ReadThrough<V> {
    private final ValueFormat<V> format;
    private final ValueReader<V> values;

    /** Turns an entry into its value. */
    interface ValueReader<V> {
        /** Returns the value; null if it is of another type or cannot be read. */
        @Nullable
        V read(CacheParts parts, Entry entry);
    }

    ReadThrough(ValueFormat<V> format, ValueReader<V> values) {
        this.format = format;
        this.values = values;
    }

    /** Returns the value of a key, or what the loader returns. */
    @Nullable
    V get(CacheParts parts, Key key, LoadOptions options, Loader<? extends @Nullable V> loader) {
        boolean isStaleWanted = isPositive(options.staleWhileRevalidate()) || isPositive(options.staleIfError());
        Entry entry = isStaleWanted ? parts.reader.findKept(key) : parts.reader.find(key);
        if (entry != null) {
            V value = values.read(parts, entry);
            boolean isThere = value != null
                    || (ValueFormat.isNull(entry) && options.nullExpiry().isPresent());
            if (isThere && !isStaleWanted && !isRefreshed(options)) {
                return value;
            }
            if (isThere) {
                LoadRequest<V> request = request(parts, key, options, loader);
                return isStaleWanted && !entry.isCurrent(parts.context.clock().nanos())
                        ? staleOrLoaded(parts, request, entry, value)
                        : refreshed(parts, request, entry, value);
            }
        }
        return parts.loading.load(request(parts, key, options, loader));
    }

    private static boolean isRefreshed(LoadOptions options) {
        return options.refreshAhead() > 0 || options.earlyRefresh() > 0;
    }

    private static boolean isPositive(Duration span) {
        return !span.isZero();
    }

    LoadRequest<V> request(CacheParts parts, Key key, LoadOptions options, Loader<? extends @Nullable V> loader) {
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
}
