package io.litestack.jcache.internal.cache;

import io.litestack.jcache.internal.event.Listeners;
import io.litestack.jcache.internal.report.Beans;
import io.litestack.jcache.internal.report.Statistics;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CompletionListener;
import org.jspecify.annotations.Nullable;

/** Whether a cache is open, how it is configured, and what it accepts. Thread-safe. */
final class CacheState<K, V> {
    private static final System.Logger LOG = System.getLogger("io.litestack.jcache");

    private static final long LONGEST_WAIT_SECONDS = 10;

    private final CacheSetup<K, V> setup;
    private final JCache<K, V> cache;
    private final MutableConfiguration<K, V> configuration;
    private final ExpiryPolicy policy;
    private final CacheParts<K, V> parts;
    private final Beans beans;
    private final boolean isTyped;
    private final ReadWriteLock background = new ReentrantReadWriteLock();
    private final AtomicBoolean isClosed = new AtomicBoolean();

    CacheState(CacheSetup<K, V> setup, JCache<K, V> cache) {
        this.setup = setup;
        this.cache = cache;
        this.configuration = setup.configuration();
        this.isTyped = configuration.getKeyType() != Object.class || configuration.getValueType() != Object.class;
        this.beans = new Beans(setup.manager().getURI().toString(), setup.name());
        Statistics statistics = new Statistics();
        statistics.enable(configuration.isStatisticsEnabled());
        Listeners<K, V> listeners = new Listeners<>(cache);
        configuration.getCacheEntryListenerConfigurations().forEach(listeners::add);
        this.policy = configuration.getExpiryPolicyFactory().create();
        this.parts = new CacheParts<>(
                setup.store(), new KeyLocks(), new ExpiryRules(policy), listeners, statistics, source());
    }

    private Source<K, V> source() {
        CacheLoader<K, V> loader = create(configuration.getCacheLoaderFactory());
        CacheWriter<? super K, ? super V> writer =
                configuration.isWriteThrough() ? create(configuration.getCacheWriterFactory()) : null;
        return new Source<>(loader, writer, configuration.isReadThrough() && loader != null);
    }

    private static <T> @Nullable T create(@Nullable Factory<? extends T> factory) {
        return factory == null ? null : factory.create();
    }

    CacheParts<K, V> parts() {
        return parts;
    }

    String name() {
        return setup.name();
    }

    CacheManager manager() {
        return setup.manager();
    }

    MutableConfiguration<K, V> configuration() {
        return configuration;
    }

    /** Whether a put concerns nobody but the entry. */
    boolean isPlain() {
        return parts.rules().isUniform()
                && parts.listeners().isEmpty()
                && !parts.source().isWriteThrough();
    }

    // What is accepted.

    void checkOpen() {
        if (isClosed.get()) {
            throw new IllegalStateException("the cache \"" + name() + "\" is closed");
        }
    }

    void check(Object key) {
        checkOpen();
        Objects.requireNonNull(key, "key");
        if (isTyped) {
            checkType("keys", configuration.getKeyType(), key);
        }
    }

    void check(Object key, Object value) {
        check(key);
        Objects.requireNonNull(value, "value");
        if (isTyped) {
            checkType("values", configuration.getValueType(), value);
        }
    }

    void checkAll(Collection<?> keys) {
        checkOpen();
        for (Object key : keys) {
            check(key);
        }
    }

    private void checkType(String what, Class<?> type, Object object) {
        if (!type.isInstance(object)) {
            throw new ClassCastException("the " + what + " of the cache \"" + name() + "\" are of " + type.getName()
                    + ", and a " + object.getClass().getName() + " is none");
        }
    }

    // What can be changed.

    void addListener(CacheEntryListenerConfiguration<K, V> added) {
        configuration.addCacheEntryListenerConfiguration(added);
        parts.listeners().add(added);
    }

    void removeListener(CacheEntryListenerConfiguration<K, V> removed) {
        configuration.removeCacheEntryListenerConfiguration(removed);
        parts.listeners().remove(removed);
    }

    /** Shows what is to be shown from the beginning. */
    void show() {
        enableStatistics(configuration.isStatisticsEnabled());
        enableManagement(configuration.isManagementEnabled());
    }

    void enableStatistics(boolean isEnabled) {
        configuration.setStatisticsEnabled(isEnabled);
        parts.statistics().enable(isEnabled);
        if (isEnabled) {
            beans.showStatistics(parts.statistics());
        } else {
            beans.hideStatistics();
        }
    }

    void enableManagement(boolean isEnabled) {
        configuration.setManagementEnabled(isEnabled);
        if (isEnabled) {
            beans.showConfiguration(configuration);
        } else {
            beans.hideConfiguration();
        }
    }

    // What nobody waits for.

    void inBackground(Runnable task, @Nullable CompletionListener listener) {
        if (parts.source().loader() == null) {
            if (listener != null) {
                listener.onCompletion();
            }
            return;
        }
        setup.executor().execute(() -> {
            try {
                runUnlessClosed(task);
            } catch (RuntimeException e) {
                failed(e, listener);
                return;
            }
            if (listener != null) {
                listener.onCompletion();
            }
        });
    }

    private void runUnlessClosed(Runnable task) {
        background.readLock().lock();
        try {
            checkOpen();
            task.run();
        } finally {
            background.readLock().unlock();
        }
    }

    private void failed(RuntimeException failure, @Nullable CompletionListener listener) {
        if (listener == null) {
            LOG.log(System.Logger.Level.WARNING, "values of the cache \"" + name() + "\" could not be loaded", failure);
        } else {
            listener.onException(failure instanceof CacheLoaderException ? failure : new CacheLoaderException(failure));
        }
    }

    // The end.

    boolean isClosed() {
        return isClosed.get();
    }

    void close() {
        if (isClosed.compareAndSet(false, true)) {
            setup.onClose().accept(cache);
            beans.hideConfiguration();
            beans.hideStatistics();
            awaitBackground();
            parts.listeners().close();
            closeQuietly(parts.source().loader());
            closeQuietly(parts.source().writer());
            closeQuietly(policy);
        }
    }

    /** The loader is closed once nobody uses it any more, or has done so for too long. */
    private void awaitBackground() {
        try {
            if (background.writeLock().tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                background.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeQuietly(@Nullable Object object) {
        if (object instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a " + object.getClass().getName() + " of the cache \"" + name() + "\" could not be closed",
                        e);
            }
        }
    }
}
