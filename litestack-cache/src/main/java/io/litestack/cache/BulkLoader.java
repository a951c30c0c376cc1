package io.litestack.cache;

import java.util.Map;
import java.util.Set;

/**
 * Makes the values of several keys that are not in the cache, together. What is said of {@link Loader} holds for it as well.
 *
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface BulkLoader<V> {
    /**
     * Makes the values.
     *
     * @param keys the keys that are missing, never empty; must not be changed
     * @return the values by their keys; a key that it leaves out has none, and what it adds is ignored
     * @throws Exception to fail; see {@link Loader#load}
     */
    Map<String, ? extends V> load(Set<String> keys) throws Exception;
}
