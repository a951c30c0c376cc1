package io.litestack.cache;

import io.litestack.cache.internal.SqliteCache;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import java.nio.file.Path;
import java.util.List;

/**
 * A cache at the speed of the heap that survives restarts and is shared by the processes of a machine. Thread-safe.
 *
 * <pre>{@code
 * try (Cache cache = Cache.open(Path.of("data/cache.db"))) {
 *     String page = cache.get("front-page", String.class, () -> render());
 *     cache.put("user:42", new User("ann"), EntryOptions.standard().withTags("team:7"));
 *     cache.evictTag("team:7");
 * }
 * }</pre>
 *
 * <p>What it promises is said in {@link io.litestack.cache}. Each open cache is an instance with a heap of its own, also if one
 * process opens a file twice.
 */
public interface Cache extends CacheNamespace, AutoCloseable {
    /**
     * Opens a cache with the default settings; the file is created if it does not exist.
     *
     * @param path the file
     * @return the open cache
     * @throws io.litestack.core.ConfigException if the file is used with other settings
     * @throws io.litestack.core.StoreException if the file cannot be opened
     */
    static Cache open(Path path) {
        return open(CacheConfig.builder(path).build());
    }

    /**
     * Opens a cache; the file is created if it does not exist.
     *
     * @param config the settings
     * @return the open cache
     * @throws io.litestack.core.ConfigException if the file is used with other settings
     * @throws io.litestack.core.StoreException if the file cannot be opened
     */
    static Cache open(CacheConfig config) {
        return SqliteCache.open(config);
    }

    /**
     * Returns a part of the cache with keys and tags of its own. It comes into being with its first entry.
     *
     * @param name 1 to 128 letters, digits and {@code _ . : -}
     * @return the namespace; closing the cache closes it
     * @throws IllegalArgumentException if the name has other characters or another length
     */
    CacheNamespace namespace(String name);

    /**
     * Invalidates all entries of all namespaces, in constant time however many they are.
     *
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    void clearAll();

    /**
     * Does what {@link #clearAll()} does if and only if a transaction commits; see {@link #evict(Transaction, String)}.
     *
     * @param tx the transaction
     * @throws io.litestack.core.StoreException as for any statement of the transaction
     */
    void clearAll(Transaction tx);

    // Among processes. Names are texts of 1 to 1,024 bytes; no clear and no eviction touches them.

    /**
     * Returns a lock. It costs nothing to make.
     *
     * @param name its name, 1 to 1,024 bytes
     * @return the lock
     * @throws IllegalArgumentException if the name is outside its bounds
     */
    DistributedLock lock(String name);

    /**
     * Returns a semaphore. It costs nothing to make.
     *
     * @param name its name, 1 to 1,024 bytes
     * @param permits how many permits there are, at least 1; the same wherever the name is used
     * @return the semaphore
     * @throws IllegalArgumentException if the name or the number is outside its bounds
     */
    DistributedSemaphore semaphore(String name, int permits);

    /**
     * Returns a rate limiter. It costs nothing to make.
     *
     * @param name its name, 1 to 1,024 bytes
     * @param limit how often; the same wherever the name is used
     * @return the limiter
     * @throws IllegalArgumentException if the name is outside its bounds
     */
    RateLimiter rateLimiter(String name, RateLimit limit);

    // The whole.

    /**
     * Removes the entries that are least worth keeping, of all namespaces, after this instance's pending puts were committed.
     *
     * @param count how many entries
     * @return how many were removed
     * @throws io.litestack.core.StoreException if the store fails; some may have been removed
     */
    long prune(long count);

    /**
     * Removes a part of the entries, those that are least worth keeping; see {@link #prune(long)}.
     *
     * @param fraction which part, more than 0 and at most 1
     * @return how many were removed
     * @throws io.litestack.core.StoreException if the store fails; some may have been removed
     */
    long pruneFraction(double fraction);

    /**
     * Returns how much room the entries of all namespaces take on the disk with all that belongs to them, after this instance's
     * pending puts were committed.
     *
     * @return the size in bytes
     * @throws io.litestack.core.StoreException if the store fails
     */
    long sizeBytes();

    /**
     * Returns how much room they may take.
     *
     * @return {@link CacheConfig#maxSizeBytes}
     */
    long maxSizeBytes();

    /**
     * Returns when everything that this instance has put before the call is committed, or dropped.
     *
     * @throws io.litestack.core.StoreException if the store fails for too long
     */
    void flush();

    /**
     * Takes over what transactions of another file have left for this cache in its outbox, now and from now on. The first {@link
     * #evict(Transaction, String)} of a transaction of that file does so too.
     *
     * @param source the store of the other file
     * @return this cache
     * @throws IllegalStateException if that file feeds a copy of this cache's file that is open in this process too
     */
    Cache attach(Store source);

    /**
     * Returns what this instance has done, and how it stands. It touches no disk.
     *
     * @return the figures at this moment
     */
    CacheStats stats();

    /**
     * Returns the keys of all namespaces with the largest values, after a look at the whole file.
     *
     * @param count how many at most, 1 to 10,000
     * @return the largest first
     * @throws io.litestack.core.StoreException if the store fails
     */
    List<KeyFigures> largestKeys(int count);

    /**
     * Returns the keys of all namespaces that this instance reads most often, of those that are in its heap.
     *
     * @param count how many at most, 1 to 10,000
     * @return the one that is read most first
     */
    List<KeyFigures> mostReadKeys(int count);

    /**
     * Returns the settings.
     *
     * @return the configuration it was opened with
     */
    CacheConfig config();

    /**
     * Closes the cache: pending puts are committed, within the store's close timeout. What could not be committed by then is gone,
     * together with the values before. Closing a closed cache does nothing.
     *
     * @throws IllegalStateException if called inside a read or write of any store
     */
    @Override
    void close();
}
