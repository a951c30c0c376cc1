package io.litestack.jcache.internal.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of changes that this process makes. Synchronous listeners are called by who makes the change, before it returns; each other
 * one has a thread, and hears of all changes of a key in their order. Thread-safe.
 */
public final class Listeners<K, V> {
    private final Cache<K, V> source;
    private final List<Registration<K, V>> registrations = new CopyOnWriteArrayList<>();

    public Listeners(Cache<K, V> source) {
        this.source = source;
    }

    public void add(CacheEntryListenerConfiguration<K, V> configuration) {
        registrations.add(new Registration<>(configuration));
    }

    public void remove(CacheEntryListenerConfiguration<K, V> configuration) {
        List<Registration<K, V>> removed =
                registrations.stream().filter(it -> it.isOf(configuration)).toList();
        registrations.removeAll(removed);
        removed.forEach(Registration::close);
    }

    public boolean isEmpty() {
        return registrations.isEmpty();
    }

    public void created(K key, V value) {
        fire(EventType.CREATED, new Change<>(key, value, null));
    }

    public void updated(K key, V value, V before) {
        fire(EventType.UPDATED, new Change<>(key, value, before));
    }

    public void removed(K key, V before) {
        fire(EventType.REMOVED, new Change<>(key, before, before));
    }

    private void fire(EventType type, Change<K, V> change) {
        @Nullable CacheException failure = null;
        for (Registration<K, V> each : registrations) {
            try {
                each.fire(source, type, change);
            } catch (CacheException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    public void close() {
        registrations.forEach(Registration::close);
        registrations.clear();
    }
}
