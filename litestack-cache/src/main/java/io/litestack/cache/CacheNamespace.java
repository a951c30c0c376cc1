package io.litestack.cache;

import io.litestack.core.Transaction;
import io.litestack.core.TypeToken;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A part of a cache with keys and tags of its own. Thread-safe, cheap to make and best kept.
 *
 * <p>A key is 1 to 1,024 bytes of any text in UTF-8. A value is at most 64 MiB, and at most a quarter of the cache's limit.
 *
 * <p>Every method that is not a read and not a plain put waits for its commit, and throws {@link io.litestack.core.StoreException}
 * if there is none. The methods that take a {@link Transaction} are part of it: what they invalidate counts from its commit on, and
 * nothing happens if it is rolled back. All methods throw {@link IllegalArgumentException} for an argument outside its bounds, and
 * {@link io.litestack.core.ClosedException} once the cache is closed.
 */
public interface CacheNamespace {
    /**
     * Returns the name.
     *
     * @return the name, empty for that of the cache itself
     */
    String name();

    // Values of one type.

    /**
     * Returns the values of one type.
     *
     * @param type the type
     * @param <V> the type
     * @return a view of this namespace
     */
    <V> TypedCache<V> typed(CacheType<V> type);

    /**
     * Returns the values of a class.
     *
     * @param type the class
     * @param <V> the class
     * @return a view of this namespace
     */
    <V> TypedCache<V> typed(Class<V> type);

    /**
     * Returns the values of a generic type.
     *
     * @param type the type
     * @param <V> the type
     * @return a view of this namespace
     */
    default <V> TypedCache<V> typed(TypeToken<V> type) {
        return typed(CacheType.of(type));
    }

    /**
     * Returns the value of a key; see {@link TypedCache#find(String)}.
     *
     * @param key the key
     * @param type the class of the value
     * @param <V> the class of the value
     * @return the value, or empty if there is none that counts
     */
    default <V> Optional<V> find(String key, Class<V> type) {
        return typed(type).find(key);
    }

    /**
     * Tells what is known of a key; see {@link TypedCache#lookup}.
     *
     * @param key the key
     * @param type the class of the value
     * @param <V> the class of the value
     * @return a hit, a stale value or a miss
     */
    default <V> Lookup<V> lookup(String key, Class<V> type) {
        return typed(type).lookup(key);
    }

    /**
     * Returns the value of a key, or loads it; see {@link TypedCache#get(String, Loader)}.
     *
     * @param key the key
     * @param type the class of the value
     * @param loader makes the value; not null
     * @param <V> the class of the value
     * @return the value
     * @throws LoadException if the loader throws a checked exception
     */
    default <V> V get(String key, Class<V> type, Loader<? extends V> loader) {
        return typed(type).get(key, loader);
    }

    /**
     * Returns the value of a key, or loads it; see {@link TypedCache#get(String, LoadOptions, Loader)}.
     *
     * @param key the key
     * @param type the class of the value
     * @param options how it is loaded and kept
     * @param loader makes the value; not null
     * @param <V> the class of the value
     * @return the value
     * @throws LoadException if the loader throws a checked exception
     */
    default <V> V get(String key, Class<V> type, LoadOptions options, Loader<? extends V> loader) {
        return typed(type).get(key, options, loader);
    }

    /**
     * Returns the values of several keys; see {@link TypedCache#getAll(Collection)}.
     *
     * @param keys the keys
     * @param type the class of the values
     * @param <V> the class of the values
     * @return the values of those keys that have one that counts; a map of the caller's own
     */
    default <V> Map<String, V> getAll(Collection<String> keys, Class<V> type) {
        return typed(type).getAll(keys);
    }

    /**
     * Puts a value with the default options; see {@link TypedCache#put(String, Object)}. It is read as its own class; for values of a
     * generic type, such as a list, make a view with {@link #typed(TypeToken)}.
     *
     * @param key the key
     * @param value a record, a {@code String}, a {@code byte[]}, a {@code Long} or another object of a plain class
     * @throws IllegalArgumentException if its class is not one by which it could be read again
     */
    default void put(String key, Object value) {
        put(key, value, EntryOptions.standard());
    }

    /**
     * Puts a value; see {@link TypedCache#put(String, Object, EntryOptions)} and {@link #put(String, Object)}.
     *
     * @param key the key
     * @param value a record, a {@code String}, a {@code byte[]}, a {@code Long} or another object of a plain class
     * @param options how it is kept
     * @throws IllegalArgumentException if its class is not one by which it could be read again
     */
    void put(String key, Object value, EntryOptions options);

    /**
     * Returns a function whose results are kept here.
     *
     * @param type the type of the results
     * @param key the key of an argument; arguments that differ must have keys that do
     * @param options how results are loaded and kept, such as {@link LoadOptions#acrossProcesses} and tags
     * @param function computes a result; not null
     * @param <K> the type of the arguments
     * @param <V> the type of the results
     * @return the function
     */
    <K, V> Memoized<K, V> memoize(
            CacheType<V> type,
            Function<? super K, String> key,
            LoadOptions options,
            Function<? super K, ? extends V> function);

    // Entries, whatever their type.

    /**
     * Tells whether a key has a value that counts, whatever its type.
     *
     * @param key the key
     * @return whether it has one; false also if it cannot be read
     */
    boolean contains(String key);

    /**
     * Removes a key. When it returns nobody reads the value any more, but for the bound of {@link Coherence#RELAXED} in other
     * processes.
     *
     * @param key the key
     * @return whether it had a value that counts
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    boolean remove(String key);

    /**
     * Removes a key if its value still is the one that somebody has looked up.
     *
     * @param key the key
     * @param expected the version of the value
     * @return whether it was removed
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    boolean remove(String key, EntryVersion expected);

    /**
     * Removes keys, some hundreds in a transaction.
     *
     * @param keys the keys
     * @return how many of them had a value that counts
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    int removeAll(Collection<String> keys);

    /**
     * Lets a value count for a certain time from now on, whatever its expiry was.
     *
     * @param key the key
     * @param expiry how long it counts, 1 ms to 36,500 days
     * @return whether it had a value that counts
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    boolean touch(String key, Duration expiry);

    // Counters.

    /**
     * Adds one to a counter; see {@link #increment(String, long, EntryOptions)}.
     *
     * @param key the key
     * @return the sum
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    default long increment(String key) {
        return increment(key, 1, EntryOptions.standard());
    }

    /**
     * Adds a number to a counter; see {@link #increment(String, long, EntryOptions)}.
     *
     * @param key the key
     * @param amount what is added; may be negative
     * @return the sum
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    default long increment(String key, long amount) {
        return increment(key, amount, EntryOptions.standard());
    }

    /**
     * Adds a number to a counter. One that is not there, or has expired, begins with zero. A counter is a {@code Long}: {@code
     * find(key, Long.class)} reads it and {@code put(key, 5L)} sets it.
     *
     * @param key the key
     * @param amount what is added; may be negative
     * @param options how a counter that begins is kept; those of one that is there stay as they are
     * @return the sum
     * @throws IllegalStateException if the key has a value that is no {@code Long}
     * @throws ArithmeticException if the sum is not a {@code long}; the counter stays as it is
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    long increment(String key, long amount, EntryOptions options);

    /**
     * Subtracts one from a counter; see {@link #increment(String, long, EntryOptions)}.
     *
     * @param key the key
     * @return the difference
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    default long decrement(String key) {
        return increment(key, -1, EntryOptions.standard());
    }

    /**
     * Subtracts a number from a counter; see {@link #increment(String, long, EntryOptions)}.
     *
     * @param key the key
     * @param amount what is subtracted; may be negative, but not {@link Long#MIN_VALUE}
     * @return the difference
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    default long decrement(String key, long amount) {
        return increment(key, Math.negateExact(amount), EntryOptions.standard());
    }

    /**
     * Returns a counter.
     *
     * @param key the key
     * @return the number, or empty if there is none that counts
     */
    default OptionalLong counter(String key) {
        Optional<Long> found = find(key, Long.class);
        return found.isPresent() ? OptionalLong.of(found.get()) : OptionalLong.empty();
    }

    // Many entries at once.

    /**
     * Invalidates all entries with a tag, in constant time however many they are: their rows go later. No load that has begun before
     * brings an old value back.
     *
     * @param tag a word that entries of this namespace may have been put with, 1 to 200 bytes
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    void evictTag(String tag);

    /**
     * Invalidates all entries whose keys begin with a text, in constant time however many they are.
     *
     * @param prefix 1 to 1,024 bytes
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    void evictPrefix(String prefix);

    /**
     * Invalidates all entries of this namespace, in constant time however many they are.
     *
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    void clear();

    /**
     * Returns the keys that have a value that counts, in no order. They are found by looking at the whole cache, so it is for tools
     * and not for requests; the look is over when this returns, and others go on meanwhile.
     *
     * @param prefix what the keys begin with; empty for all
     * @return the keys, in pages read as the iteration gets on; may be iterated more than once
     * @throws io.litestack.core.StoreException when it is iterated, if the store fails
     */
    Iterable<String> keys(String prefix);

    /**
     * Counts the entries that count, after this instance's pending puts were committed, by looking at the whole cache.
     *
     * @return their number
     * @throws io.litestack.core.StoreException if the store fails
     */
    long count();

    // Together with a transaction.

    /**
     * Removes a key if and only if a transaction commits. The transaction may be of any store: if it is of another file than the
     * cache's, the removal goes through an outbox there. Until the transaction has ended, and from then on until the removal has
     * taken effect, reads of the key in this instance are misses, and what is loaded for it is not kept.
     *
     * @param tx the transaction
     * @param key the key
     * @throws io.litestack.core.StoreException as for any statement of the transaction
     */
    void evict(Transaction tx, String key);

    /**
     * Does what {@link #evictTag(String)} does if and only if a transaction commits; see {@link #evict(Transaction, String)}.
     *
     * @param tx the transaction
     * @param tag the tag
     * @throws io.litestack.core.StoreException as for any statement of the transaction
     */
    void evictTag(Transaction tx, String tag);

    /**
     * Does what {@link #evictPrefix(String)} does if and only if a transaction commits; see {@link #evict(Transaction, String)}.
     *
     * @param tx the transaction
     * @param prefix what the keys begin with
     * @throws io.litestack.core.StoreException as for any statement of the transaction
     */
    void evictPrefix(Transaction tx, String prefix);

    /**
     * Does what {@link #clear()} does if and only if a transaction commits; see {@link #evict(Transaction, String)}.
     *
     * @param tx the transaction
     * @throws io.litestack.core.StoreException as for any statement of the transaction
     */
    void clear(Transaction tx);
}
