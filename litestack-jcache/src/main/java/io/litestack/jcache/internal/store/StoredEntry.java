package io.litestack.jcache.internal.store;

import org.jspecify.annotations.Nullable;

/** What the cache holds for a key: the bytes of the value, and of the key if its text does not say it. Thread-safe. */
final class StoredEntry {
    private static final byte[] NONE = {};

    private final byte[] key;
    private final byte[] value;

    /** The value as an object if that never changes, so that all readers get the same. */
    private volatile @Nullable Object object;

    StoredEntry(byte[] key, byte[] value) {
        this.key = key;
        this.value = value;
    }

    static byte[] noKey() {
        return NONE;
    }

    byte[] key() {
        return key;
    }

    byte[] value() {
        return value;
    }

    @Nullable
    Object object() {
        return object;
    }

    void remember(Object immutable) {
        object = immutable;
    }
}
