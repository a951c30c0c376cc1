package io.litestack.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of one type in one namespace of a cache. Thread-safe, cheap to make and best kept.
 *
 * <pre>{@code
 * TypedCache<User> users = cache.typed(User.class);
 * User user = users.get("user:42", () -> database.findUser(42));
 * }</pre>
 *
 * <p>A value belongs to the cache once it is put: everybody who reads the key gets the same object, as long as it is in the heap,
 * so it must not be changed. (A {@code byte[]} is copied.) Keys are as {@link CacheNamespace} says.
 *
 * <p>{@link #find}, {@link #lookup}, {@link #get}, {@link #getAll}, {@link #put} and {@link #putAll} never throw because of the
 * store: if the disk fails, is full or is locked, reads are misses and puts are dropped, together with the value that the key had
 * before. Everything else waits for its commit, and throws {@link io.litestack.core.StoreException} if there is none. All methods
 * throw {@link IllegalArgumentException} for a key or value outside its bounds, {@link io.litestack.core.CodecException} for a
 * value that cannot be written, and {@link io.litestack.core.ClosedException} once the cache is closed.
 *
 * @param <V> the type of the values
 */
public interface TypedCache<V> {
    /**
     * Returns the value of a key.
     *
     * @param key the key
     * @return the value, or empty if there is none that counts
     */
    Optional<V> find(String key);

    /**
     * Returns the value of a key, or the one that the loader makes; other than with {@link #get} the loader may find that there
     * is none.
     *
     * @param key the key
     * @param options how it is loaded; with {@link LoadOptions#nullExpiry} the loader's null is kept
     * @param loader makes the value, or returns null if there is none
     * @return the value, or empty if there is none
     * @throws LoadException if the loader throws a checked exception
     */
    Optional<V> find(String key, LoadOptions options, Loader<? extends @Nullable V> loader);

    /**
     * Tells what is known of a key, with its version and also if it has expired but is kept for a while.
     *
     * @param key the key
     * @return a hit, a stale value or a miss
     */
    Lookup<V> lookup(String key);

    /**
     * Returns the value of a key, or loads it with the default options; see {@link #get(String, LoadOptions, Loader)}.
     *
     * @param key the key
     * @param loader makes the value; not null
     * @return the value
     * @throws LoadException if the loader throws a checked exception
     */
    default V get(String key, Loader<? extends V> loader) {
        return get(key, LoadOptions.standard(), loader);
    }

    /**
     * Returns the value of a key, or loads it. At most one thread of the process loads a key at a time; the others wait for its
     * value, or get its exception. Whoever asks after the key was changed or invalidated starts a load of their own instead.
     *
     * <p>What was loaded is kept only if nobody has changed or invalidated the key, its tags or its namespace since the load began.
     * What a thread loads inside a {@code read} or {@code write} of any store is returned and not kept, since it may come from an
     * old or uncommitted state.
     *
     * @param key the key
     * @param options how it is loaded and kept
     * @param loader makes the value; not null
     * @return the value
     * @throws LoadException if the loader throws a checked exception
     * @throws IllegalStateException if the loader asks for its own key
     * @throws NullPointerException if the loader returns null
     */
    V get(String key, LoadOptions options, Loader<? extends V> loader);

    /**
     * Returns the values of several keys.
     *
     * @param keys the keys
     * @return the values of those keys that have one that counts; a map of the caller's own, in the order of the keys
     */
    Map<String, V> getAll(Collection<String> keys);

    /**
     * Returns the values of several keys, loading together those that are missing. Other than with {@link #get} another thread,
     * or process, may load the same key at the same time, whatever {@link LoadOptions#isAcrossProcesses} says.
     *
     * <p>If the loader fails that is not thrown if there is a value for each missing key that is not older than {@link
     * LoadOptions#staleIfError} says: then these are returned. What is loaded in the background is loaded one key at a time. With
     * {@link LoadOptions#nullExpiry} a key that the loader leaves out is not asked for again until that is over.
     *
     * @param keys the keys
     * @param options how they are loaded and kept
     * @param loader makes the missing values; not null
     * @return the values of those keys that have one; a map of the caller's own, in the order of the keys
     * @throws LoadException if the loader throws a checked exception
     * @throws NullPointerException if the loader returns null instead of a map
     */
    Map<String, V> getAll(Collection<String> keys, LoadOptions options, BulkLoader<? extends V> loader);

    /**
     * Puts a value with the default options; see {@link #put(String, Object, EntryOptions)}.
     *
     * @param key the key
     * @param value the value
     */
    default void put(String key, V value) {
        put(key, value, EntryOptions.standard());
    }

    /**
     * Puts a value in the place of the one that the key may have. When it returns this instance knows the value; it is committed,
     * and known to others, a few milliseconds later, together with many others. A crash may bring back the value that the key had
     * a few milliseconds earlier. With {@link EntryOptions#durable}, and in a cache that is {@link Coherence#STRICT}, it waits for
     * the commit.
     *
     * @param key the key
     * @param value the value, which must not be changed any more
     * @param options how it is kept
     * @throws io.litestack.core.StoreException only if it waits for the commit and there is none
     */
    void put(String key, V value, EntryOptions options);

    /**
     * Puts values, each as {@link #put(String, Object)} does.
     *
     * @param values the values by their keys
     */
    default void putAll(Map<String, ? extends V> values) {
        putAll(values, EntryOptions.standard());
    }

    /**
     * Puts values, each as {@link #put(String, Object, EntryOptions)} does. If they wait for their commit it is the same one for
     * all of them, as far as they are not more than a transaction should hold.
     *
     * @param values the values by their keys
     * @param options how each of them is kept
     * @throws io.litestack.core.StoreException only if it waits for the commit and there is none
     */
    void putAll(Map<String, ? extends V> values, EntryOptions options);

    /**
     * Puts a value unless the key has one that counts, whatever its type. Waits for the commit.
     *
     * @param key the key
     * @param value the value
     * @return whether it was put
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    default boolean putIfAbsent(String key, V value) {
        return putIfAbsent(key, value, EntryOptions.standard());
    }

    /**
     * Puts a value unless the key has one that counts, whatever its type. Waits for the commit.
     *
     * @param key the key
     * @param value the value
     * @param options how it is kept
     * @return whether it was put
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    boolean putIfAbsent(String key, V value, EntryOptions options);

    /**
     * Puts a value if the key has one that counts, whatever its type. Waits for the commit.
     *
     * @param key the key
     * @param value the value
     * @return whether it was put
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    default boolean replace(String key, V value) {
        return replace(key, value, EntryOptions.standard());
    }

    /**
     * Puts a value if the key has one that counts, whatever its type. Waits for the commit.
     *
     * @param key the key
     * @param value the value
     * @param options how it is kept
     * @return whether it was put
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    boolean replace(String key, V value, EntryOptions options);

    /**
     * Puts a value if that of the key still is the one that somebody has looked up. Waits for the commit.
     *
     * @param key the key
     * @param expected the version of the value that is to be replaced
     * @param value the value
     * @return whether it was put; false also if the value has expired since
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    default boolean compareAndSet(String key, EntryVersion expected, V value) {
        return compareAndSet(key, expected, value, EntryOptions.standard());
    }

    /**
     * Puts a value if that of the key still is the one that somebody has looked up. Waits for the commit.
     *
     * @param key the key
     * @param expected the version of the value that is to be replaced
     * @param value the value
     * @param options how it is kept
     * @return whether it was put; false also if the value has expired since
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    boolean compareAndSet(String key, EntryVersion expected, V value, EntryOptions options);

    /**
     * Puts a value and returns the one that the key had. Waits for the commit.
     *
     * @param key the key
     * @param value the value
     * @param options how it is kept
     * @return the value before, or empty if there was none that counts and is of this type
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    Optional<V> getAndPut(String key, V value, EntryOptions options);

    /**
     * Removes a key and returns its value. Waits for the commit.
     *
     * @param key the key
     * @return the value before, or empty if there was none that counts and is of this type
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    Optional<V> getAndRemove(String key);

    /**
     * Returns the type of the values.
     *
     * @return what the view was made with
     */
    CacheType<V> type();
}
