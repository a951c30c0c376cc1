package io.litestack.cache;

import java.nio.file.Path;

/**
 * Hears of what happens to a cache in this process. Every method does nothing by default; what they throw is logged and ignored. No
 * parameter is null.
 *
 * <p>They are called on a thread of their own, one after the other, so nothing else waits for the listener; if more than 10,000
 * events wait for it the next ones are dropped, and their number is logged.
 */
public interface CacheListener {
    /** A listener that ignores everything. */
    CacheListener NONE = new CacheListener() {};

    /**
     * An entry is gone. Entries that were invalidated together by a tag, a prefix or a namespace are not reported one by one when
     * that happens, but when their rows are removed.
     *
     * @param namespace the name of its namespace as far as this instance knows it, else empty
     * @param key its key
     * @param cause why
     */
    default void onRemoval(String namespace, String key, RemovalCause cause) {}

    /**
     * A loader in the background failed; nobody waited for it.
     *
     * @param key the key
     * @param cause what it threw
     */
    default void onRefreshFailure(String key, Throwable cause) {}

    /**
     * Puts could not be stored, or not in time; their keys are misses until that is written down. Called at most once a minute.
     *
     * @param file the store's file
     * @param puts how many, since the last time
     * @param cause why, for one of them
     */
    default void onDegradation(Path file, long puts, String cause) {}

    /**
     * The file was damaged and another one took its place, with which the cache begins empty.
     *
     * @param damaged the damaged file
     * @param successor the new one
     * @param cause how the damage showed
     */
    default void onFileReplaced(Path damaged, Path successor, String cause) {}

    /**
     * The heap was dropped: this instance may have missed changes of others.
     *
     * @param file the store's file
     * @param reason why
     */
    default void onHeapDropped(Path file, String reason) {}

    /**
     * The wall clock was set, and expiries are judged by the new time.
     *
     * @param stepMillis by how much it was set forward; negative if back
     */
    default void onClockStep(long stepMillis) {}

    /**
     * A stored value of a type that this process knows could not be read, and was removed.
     *
     * @param key its key
     * @param cause why
     */
    default void onUnreadableValue(String key, Throwable cause) {}

    /**
     * Something in the background failed, and is tried again.
     *
     * @param what what it was
     * @param cause why
     */
    default void onInternalFailure(String what, Throwable cause) {}
}
