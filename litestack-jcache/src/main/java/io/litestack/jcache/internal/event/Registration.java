package io.litestack.jcache.internal.event;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** One listener, as it was asked for. Thread-safe. */
final class Registration<K, V> {
    private static final System.Logger LOG = System.getLogger("io.litestack.jcache");
    private static final long IDLE_SECONDS = 10;

    private final CacheEntryListenerConfiguration<K, V> configuration;
    private final CacheEntryListener<? super K, ? super V> listener;
    private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;
    private final Optional<ExecutorService> executor;

    Registration(CacheEntryListenerConfiguration<K, V> configuration) {
        this.configuration = configuration;
        this.listener = configuration.getCacheEntryListenerFactory().create();
        Factory<CacheEntryEventFilter<? super K, ? super V>> filters = configuration.getCacheEntryEventFilterFactory();
        this.filter = filters == null ? null : filters.create();
        this.executor = configuration.isSynchronous() ? Optional.empty() : Optional.of(thread());
    }

    private static ExecutorService thread() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "litestack-jcache-listener");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    boolean isOf(CacheEntryListenerConfiguration<K, V> other) {
        return configuration.equals(other);
    }

    void fire(Cache<K, V> source, EventType type, Change<K, V> change) {
        if (!hears(type)) {
            return;
        }
        CacheEntryEvent<K, V> event = new EntryEvent<>(source, type, change, configuration.isOldValueRequired());
        if (executor.isEmpty()) {
            call(event);
            return;
        }
        try {
            executor.get().execute(() -> callInBackground(event));
        } catch (RejectedExecutionException e) {
            // closed meanwhile
        }
    }

    private boolean hears(EventType type) {
        return switch (type) {
            case CREATED -> listener instanceof CacheEntryCreatedListener;
            case UPDATED -> listener instanceof CacheEntryUpdatedListener;
            case REMOVED -> listener instanceof CacheEntryRemovedListener;
            case EXPIRED -> false;
        };
    }

    private void callInBackground(CacheEntryEvent<K, V> event) {
        try {
            call(event);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a listener of the cache failed", e);
        }
    }

    private void call(CacheEntryEvent<K, V> event) {
        try {
            if (filter == null || filter.evaluate(event)) {
                deliver(event);
            }
        } catch (CacheEntryListenerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheEntryListenerException("a listener of the cache failed: " + e, e);
        }
    }

    @SuppressWarnings("unchecked") // a listener of a type hears of its events
    private void deliver(CacheEntryEvent<K, V> event) {
        List<CacheEntryEvent<? extends K, ? extends V>> events = List.of(event);
        switch (event.getEventType()) {
            case CREATED -> ((CacheEntryCreatedListener<K, V>) listener).onCreated(events);
            case UPDATED -> ((CacheEntryUpdatedListener<K, V>) listener).onUpdated(events);
            case REMOVED -> ((CacheEntryRemovedListener<K, V>) listener).onRemoved(events);
            case EXPIRED -> {}
        }
    }

    void close() {
        executor.ifPresent(ExecutorService::shutdown);
        closeQuietly(listener);
        closeQuietly(filter);
    }

    private static void closeQuietly(@Nullable Object object) {
        if (object instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "a listener of the cache could not be closed", e);
            }
        }
    }
}
