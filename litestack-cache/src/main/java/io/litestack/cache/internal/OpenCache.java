package io.litestack.cache.internal;

import io.litestack.cache.CacheConfig;
import io.litestack.cache.CacheType;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Compression;
import io.litestack.cache.internal.entry.ValueFormat;
import io.litestack.cache.internal.file.CacheFiles;
import io.litestack.cache.internal.report.Counters;
import io.litestack.cache.internal.report.EventQueue;
import io.litestack.cache.internal.report.ReportingCacheListener;
import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.StoreInternals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/** An open cache: the file that it has now, and what stays when another one takes its place. Thread-safe. */
final class OpenCache {
    private static final int MOST_TRIES = 3;

    private final CacheConfig config;
    private final Compression compression;
    private final CacheFiles files;
    private final EventQueue events;
    private final OpenFile.Surroundings surroundings;
    private final LoopWorker replacer;
    private final Map<CacheType<?>, ValueFormat<?>> formats = new ConcurrentHashMap<>();
    private final Set<Store> sources = ConcurrentHashMap.newKeySet();
    private volatile OpenFile file;
    private volatile boolean isClosed;

    private OpenCache(CacheConfig config) {
        StoreConfig store = config.store();
        ThreadFactory threads = store.threads();
        this.config = config;
        this.compression = Compression.above(config.compressAboveBytes());
        this.files = new CacheFiles(store);
        this.events = new EventQueue(threadName(store.path(), "listener"), threads);
        ReportingCacheListener listener = new ReportingCacheListener(config.listener(), store.path(), events);
        this.replacer = new LoopWorker(
                threadName(store.path(), "replacer"),
                threads,
                this::replace,
                (loop, cause, pause) -> listener.onInternalFailure("a damaged file could not be replaced yet", cause));
        this.surroundings = new OpenFile.Surroundings(config, new Counters(), listener, this::replaceSoon);
        this.file = CacheContext.isOwnFile(store)
                ? openHealthy(files::open)
                : OpenFile.of(files, files.openShared(), surroundings);
    }

    private static String threadName(Path path, String role) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        return "litestack-" + (dot > 0 ? name.substring(0, dot) : name) + "-cache-" + role + "-1";
    }

    static OpenCache open(CacheConfig config) {
        try {
            return new OpenCache(config);
        } catch (RuntimeException e) {
            throw OpenFile.translated(config, e);
        }
    }

    /** The damage may show itself only when tables are made. */
    private OpenFile openHealthy(Supplier<CacheFiles.Opened> opening) {
        CacheFiles.Opened opened = opening.get();
        for (int i = 1; ; i++) {
            CacheFiles.Opened current = opened;
            current.replaced().ifPresent(cause -> reportReplaced(current, cause));
            try {
                return OpenFile.of(files, current, surroundings);
            } catch (StoreException e) {
                if (!CacheFiles.isDamage(e) || i == MOST_TRIES) {
                    throw e;
                }
                opened = files.openAfter(current.generation(), String.valueOf(e.getMessage()));
            }
        }
    }

    private void reportReplaced(CacheFiles.Opened opened, String cause) {
        surroundings
                .listener()
                .onFileReplaced(config.store().path(), opened.generation().path(), cause);
    }

    // Another file.

    private void replaceSoon() {
        replacer.start();
        replacer.wake();
    }

    /** Reads are misses until there is another file; what waits to be written is dropped, since that has no old values. */
    private long replace() {
        OpenFile old = file;
        String damage = old.damage();
        if (damage == null || isClosed) {
            return LoopWorker.Step.UNTIL_WOKEN;
        }
        OpenFile fresh = openHealthy(() -> files.openAfter(old.generation(), damage));
        synchronized (this) {
            if (isClosed) {
                fresh.close();
                return LoopWorker.Step.UNTIL_WOKEN;
            }
            file = fresh;
        }
        sources.forEach(fresh.parts().evictions::attach);
        old.abandon();
        return LoopWorker.Step.UNTIL_WOKEN;
    }

    /** Takes over what transactions of another file have left for the cache. */
    void attach(Store source) {
        parts().evictions.attach(source);
        sources.add(source);
    }

    CacheConfig config() {
        return config;
    }

    boolean isClosed() {
        return isClosed;
    }

    OpenFile file() {
        return file;
    }

    CacheParts parts() {
        if (isClosed) {
            throw new ClosedException("the cache in " + config.store().path() + " is closed", null);
        }
        return file.parts();
    }

    /** How values of a type are stored: one object for all views, by which entries remember who has decoded them. */
    @SuppressWarnings("unchecked") // a format is made for its type
    <V> ValueFormat<V> format(CacheType<V> type) {
        return (ValueFormat<V>) formats.computeIfAbsent(type, it -> new ValueFormat<>(it, config.codec(), compression));
    }

    /** Refuses a close that would wait for the thread that asks for it. */
    void refuseCloseInside() {
        if (!isClosed && StoreInternals.isThreadInside()) {
            throw new IllegalStateException("the cache in " + config.store().path()
                    + " cannot be closed from inside a read or write of a store; close it after that");
        }
    }

    void close() {
        refuseCloseInside();
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        replacer.close(Duration.ofSeconds(5));
        if (file.damage() == null) {
            file.close();
        } else {
            file.abandon();
        }
        events.close();
    }
}
