package io.litestack.cache.internal;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.CacheNamespace;
import io.litestack.cache.CacheStats;
import io.litestack.cache.internal.log.Scope;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import java.time.Duration;
import java.util.regex.Pattern;

/** The cache as users see it: its own namespace, and what concerns all of them. Thread-safe. */
public final class SqliteCache extends NamespaceView implements Cache {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private final OpenCache cache;

    private SqliteCache(OpenCache cache) {
        super(cache, "");
        this.cache = cache;
    }

    /**
     * Opens a cache.
     *
     * @param config the settings
     * @return the open cache
     */
    public static SqliteCache open(CacheConfig config) {
        return new SqliteCache(OpenCache.open(config));
    }

    @Override
    public CacheNamespace namespace(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a namespace must be 1 to 128 letters, digits and _ . : -, but is \""
                            + (name.length() > 200 ? name.substring(0, 200) + '…' : name) + '"');
        }
        parts();
        return new NamespaceView(cache, name);
    }

    @Override
    public void clearAll() {
        parts().keyWriter.invalidate(Scope.everything());
    }

    @Override
    public void clearAll(Transaction tx) {
        evictWith(tx, Scope.EVERYTHING, "");
    }

    @Override
    public long prune(long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long pruneFraction(double fraction) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long sizeBytes() {
        CacheParts parts = parts();
        parts.writeBehind.flush();
        Store store = parts.context.store();
        long pages =
                store.queryFirst(CacheSql.USED_PAGES, row -> row.getLong(1)).orElse(0L);
        return pages
                * store.queryFirst("SELECT page_size FROM pragma_page_size", row -> row.getLong(1))
                        .orElse(0L);
    }

    @Override
    public long maxSizeBytes() {
        return config().maxSizeBytes();
    }

    @Override
    public void flush() {
        parts().writeBehind.flush();
    }

    @Override
    public Cache attach(Store source) {
        parts().evictions.attach(source);
        return this;
    }

    @Override
    public CacheStats stats() {
        CacheParts parts = parts();
        long now = parts.context.clock().ticks();
        CacheStats.Pending pending = new CacheStats.Pending(
                parts.pending.size(),
                parts.pending.bytes(),
                Duration.ofNanos(Math.max(0, now - parts.pending.oldest(now))));
        return parts.context.counters().stats(parts.heap.size(), parts.heap.bytes(), pending);
    }

    @Override
    public CacheConfig config() {
        return cache.config();
    }

    @Override
    public void close() {
        cache.close();
    }

    @Override
    public String toString() {
        return "Cache[" + config().store().path() + "]";
    }
}
