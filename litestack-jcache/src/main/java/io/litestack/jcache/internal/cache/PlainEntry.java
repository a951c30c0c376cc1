package io.litestack.jcache.internal.cache;

import javax.cache.Cache;

/** A key and its value as they were read. */
record PlainEntry<K, V>(K key, V value) implements Cache.Entry<K, V> {
    @Override
    public K getKey() {
        return key;
    }

    @Override
    public V getValue() {
        return value;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return Unwrapping.unwrap(this, type);
    }
}
