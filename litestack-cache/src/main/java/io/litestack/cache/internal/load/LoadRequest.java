package io.litestack.cache.internal.load;

import io.litestack.cache.LoadOptions;
import io.litestack.cache.Loader;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.ValueFormat;
import org.jspecify.annotations.Nullable;

/**
 * What is to be loaded.
 *
 * @param key the key
 * @param tags hashes of its tags
 * @param format how its value is stored
 * @param options how it is loaded
 * @param loader makes it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LoadRequest<V>(
        Key key, long[] tags, ValueFormat<V> format, LoadOptions options, Loader<? extends @Nullable V> loader) {}
