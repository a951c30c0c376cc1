package io.litestack.cache;

import org.jspecify.annotations.Nullable;

/**
 * Makes the value of a key that is not in the cache. It runs on the thread that asks for the value, or on one of the cache if
 * the value is refreshed; never while the cache holds a lock or a transaction. It may use the cache, but not ask for its own
 * key.
 *
 * @param <V> the type of the value; a value that is kept must not be changed any more
 */
@FunctionalInterface
public interface Loader<V extends @Nullable Object> {
    /**
     * Makes the value.
     *
     * @return the value
     * @throws Exception to fail; everybody who waits for the value gets it, in a {@link LoadException} if it is a checked one,
     *     and nothing is kept
     */
    V load() throws Exception;
}
