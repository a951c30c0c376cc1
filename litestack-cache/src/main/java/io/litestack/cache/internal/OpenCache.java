package io.litestack.cache.internal;

import io.litestack.cache.CacheConfig;
import io.litestack.cache.CacheType;
import io.litestack.cache.internal.base.CacheClock;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Compression;
import io.litestack.cache.internal.entry.Keys;
import io.litestack.cache.internal.entry.SipHash;
import io.litestack.cache.internal.entry.ValueFormat;
import io.litestack.cache.internal.report.Counters;
import io.litestack.cache.internal.report.EventQueue;
import io.litestack.cache.internal.report.ReportingCacheListener;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.StoreInternals;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** What is open of a cache: its file, what is in memory, and the threads that look after both. Thread-safe. */
final class OpenCache {
    private static final Schema SCHEMA =
            Schema.load("cache", name -> OpenCache.class.getResourceAsStream(name), "V001__cache.sql");
    private static final String SECRET = "secret";

    private final CacheConfig config;
    private final Store store;
    private final EventQueue events;
    private final CacheParts parts;
    private final LoopWorker applier;
    private final ChangeNotifier.Subscription subscription;
    private final Map<CacheType<?>, ValueFormat<?>> formats = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    private OpenCache(CacheConfig config, Store store) {
        this.config = config;
        this.store = store;
        StoreInternals internals = StoreInternals.of(store);
        internals.install(SCHEMA);
        byte[] secret = internals.commands().execute(OpenCache::secret, Ack.DURABLE);
        this.events = new EventQueue(internals);
        StoreConfig settings = store.config();
        ReportingCacheListener listener = new ReportingCacheListener(config.listener(), settings.path(), events);
        long instance = ThreadLocalRandom.current().nextLong() >>> 1 | 1;
        this.parts = new CacheParts(new CacheContext(
                config,
                store,
                new CacheClock(settings.clock(), settings.ticker()),
                new Keys(secret),
                instance,
                new Counters(),
                listener));
        parts.log.open();
        this.applier = internals.loop("cache-applier", () -> {
            parts.log.verifyNow();
            return LoopWorker.Step.UNTIL_WOKEN;
        });
        applier.start();
        this.subscription = internals.changeNotifier().subscribe(CacheSql.TOPIC, applier::wake);
    }

    static OpenCache open(CacheConfig config) {
        Store store = Store.open(config.store());
        try {
            return new OpenCache(config, store);
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /** The secret with which the file's keys are hashed. */
    private static byte[] secret(Statements statements) throws SQLException {
        byte[] fresh = new byte[SipHash.SECRET_BYTES];
        new SecureRandom().nextBytes(fresh);
        PreparedStatement add = statements.prepare(CacheSql.ADD_META);
        add.setString(1, SECRET);
        add.setBytes(2, fresh);
        add.executeUpdate();
        PreparedStatement select = statements.prepare(CacheSql.META);
        select.setString(1, SECRET);
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getBytes(1);
        }
    }

    CacheConfig config() {
        return config;
    }

    CacheParts parts() {
        if (isClosed) {
            throw new ClosedException("the cache in " + store.config().path() + " is closed", null);
        }
        return parts;
    }

    /** How values of a type are stored: one object for all views, by which entries remember who has decoded them. */
    @SuppressWarnings("unchecked") // a format is made for its type
    <V> ValueFormat<V> format(CacheType<V> type) {
        return (ValueFormat<V>)
                formats.computeIfAbsent(type, it -> new ValueFormat<>(it, config.codec(), Compression.NONE));
    }

    void close() {
        StoreInternals.of(store).refuseCloseInside();
        if (StoreInternals.isThreadInside()) {
            throw new IllegalStateException("the cache in " + store.config().path()
                    + " cannot be closed from inside a read or write of a store; close it after that");
        }
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        try {
            parts.writeBehind.flush();
        } catch (RuntimeException e) {
            parts.context
                    .listener()
                    .onInternalFailure("pending puts could not be written when the cache was closed", e);
        }
        subscription.close();
        applier.close();
        parts.evictions.close();
        events.close();
        store.close();
    }
}
