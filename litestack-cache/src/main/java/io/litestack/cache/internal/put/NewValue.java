package io.litestack.cache.internal.put;

import io.litestack.cache.EntryOptions;
import io.litestack.cache.internal.entry.Content;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.ValueFormat;
import java.util.Objects;

/**
 * A value that is to be put.
 *
 * @param key the key
 * @param format how it is stored
 * @param value the value
 * @param options how it is kept
 */
public record NewValue<V>(Key key, ValueFormat<V> format, V value, EntryOptions options) {
    /** Checks the value. */
    public NewValue {
        Objects.requireNonNull(value, "value");
    }

    /** What is stored of it; costs the more the larger it is. */
    public Content encoded() {
        return format.encode(value);
    }
}
