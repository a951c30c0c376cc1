package io.litestack.cache.internal;

import io.litestack.cache.EntryOptions;
import io.litestack.cache.internal.entry.Content;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.ValueFormat;

/**
 * A value that is to be put.
 *
 * @param key the key
 * @param format how it is stored
 * @param value the value
 * @param options how it is kept
 */
record NewValue<V>(Key key, ValueFormat<V> format, V value, EntryOptions options) {
    /** What is stored of it; costs the more the larger it is. */
    Content encoded() {
        return format.encode(value);
    }
}
