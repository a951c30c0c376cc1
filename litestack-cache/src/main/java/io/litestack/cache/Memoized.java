package io.litestack.cache;

import io.litestack.core.Transaction;
import java.util.function.Function;

/**
 * A function whose results are kept in a cache; see {@link CacheNamespace#memoize}. Thread-safe.
 *
 * @param <K> its argument
 * @param <V> its result
 */
public interface Memoized<K, V> extends Function<K, V> {
    /**
     * Returns the result for an argument, which is computed if the cache does not have it.
     *
     * @param argument the argument
     * @return the result
     * @throws NullPointerException if the function returns null
     */
    @Override
    V apply(K argument);

    /**
     * Forgets the result for an argument.
     *
     * @param argument the argument
     * @return whether there was one that counts
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    boolean evict(K argument);

    /**
     * Forgets the result for an argument if and only if a transaction commits; see {@link CacheNamespace#evict(Transaction, String)}.
     *
     * @param tx the transaction
     * @param argument the argument
     */
    void evict(Transaction tx, K argument);
}
