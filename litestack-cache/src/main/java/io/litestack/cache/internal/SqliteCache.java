package io.litestack.cache.internal;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.CacheNamespace;
import io.litestack.cache.CacheStats;
import io.litestack.cache.DistributedLock;
import io.litestack.cache.DistributedSemaphore;
import io.litestack.cache.KeyFigures;
import io.litestack.cache.RateLimit;
import io.litestack.cache.RateLimiter;
import io.litestack.cache.internal.coordinate.GcraLimiter;
import io.litestack.cache.internal.coordinate.Queues;
import io.litestack.cache.internal.coordinate.TicketLock;
import io.litestack.cache.internal.coordinate.TicketQueue;
import io.litestack.cache.internal.coordinate.TicketSemaphore;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Keys;
import io.litestack.cache.internal.evict.SizeLimit;
import io.litestack.cache.internal.log.Scope;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The cache as users see it: its own namespace, and what concerns all of them. Thread-safe. */
public final class SqliteCache extends NamespaceView implements Cache {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private static final int MOST_KEYS = 10_000;

    private final OpenCache cache;

    private final Queues queues = new Queues() {
        @Override
        public TicketQueue current() {
            return parts().tickets;
        }

        @Override
        public boolean isClosed() {
            return cache.isClosed();
        }
    };

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

    /** For tests. */
    OpenCache open() {
        return cache;
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
    public DistributedLock lock(String name) {
        Keys.checkKey("the name of a lock", name);
        return TicketLock.of(queues, name);
    }

    @Override
    public DistributedSemaphore semaphore(String name, int permits) {
        Keys.checkKey("the name of a semaphore", name);
        return TicketSemaphore.of(queues, name, permits);
    }

    @Override
    public RateLimiter rateLimiter(String name, RateLimit limit) {
        Keys.checkKey("the name of a rate limiter", name);
        return new GcraLimiter(() -> parts().rates, name, Objects.requireNonNull(limit, "limit"));
    }

    @Override
    public long prune(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative, but is " + count);
        }
        CacheParts parts = parts();
        parts.writeBehind.flush();
        return parts.pruner.prune(count);
    }

    @Override
    public long pruneFraction(double fraction) {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("fraction must be more than 0 and at most 1, but is " + fraction);
        }
        CacheParts parts = parts();
        parts.writeBehind.flush();
        return parts.pruner.prune((long) Math.ceil(fraction * parts.pruner.size()));
    }

    @Override
    public long sizeBytes() {
        CacheParts parts = parts();
        parts.writeBehind.flush();
        return parts.context
                .store()
                .queryFirst(SizeLimit.usedSql(parts.context.isOwnFile()), row -> row.getLong(1))
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
        cache.attach(source);
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
    public List<KeyFigures> largestKeys(int count) {
        checkCount(count);
        CacheParts parts = parts();
        return parts.context.store().query(CacheSql.LARGEST, row -> largest(parts, row), count);
    }

    private static KeyFigures largest(CacheParts parts, ResultSet row) throws SQLException {
        String key = new String(row.getBytes(2), StandardCharsets.UTF_8);
        Entry inHeap = parts.heap.peek(parts.context.keys().of(row.getLong(1), key));
        return new KeyFigures(parts.names.of(row.getLong(1)), key, row.getLong(3), inHeap == null ? 0 : inHeap.reads());
    }

    @Override
    public List<KeyFigures> mostReadKeys(int count) {
        checkCount(count);
        CacheParts parts = parts();
        return StreamSupport.stream(parts.heap.all().spliterator(), false)
                .filter(it -> it.reads() > 0)
                .sorted(Comparator.comparingLong(Entry::reads).reversed())
                .limit(count)
                .map(it -> new KeyFigures(
                        parts.names.of(it.key().namespace()),
                        it.key().text(),
                        it.content().bytes().length,
                        it.reads()))
                .toList();
    }

    private static void checkCount(int count) {
        if (count < 1 || count > MOST_KEYS) {
            throw new IllegalArgumentException("count must be 1 to " + MOST_KEYS + ", but is " + count);
        }
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
