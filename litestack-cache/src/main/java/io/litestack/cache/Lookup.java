package io.litestack.cache;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key. {@link java.util.Optional} cannot tell a cached null from nothing; this can.
 *
 * <pre>{@code
 * Lookup<Page> found = pages.lookup("/");
 * if (found instanceof Lookup.Hit<Page> hit) {
 *     pages.compareAndSet("/", hit.version(), changed(hit.value()));
 * }
 * }</pre>
 *
 * @param <V> the type of the value
 */
public sealed interface Lookup<V> {
    /**
     * A value that counts.
     *
     * @param value the value; null only if a loader's null was kept ({@link LoadOptions#nullExpiry})
     * @param version the write that made it
     * @param expiresAt from when on it does not count any more; empty if that is never
     * @param <V> the type of the value
     */
    record Hit<V>(@Nullable V value, EntryVersion version, Optional<Instant> expiresAt) implements Lookup<V> {}

    /**
     * A value that has expired, and is kept for those who would rather have an old one than wait or fail ({@link
     * EntryOptions#staleFor}).
     *
     * @param value the value; null only if a loader's null was kept
     * @param version the write that made it
     * @param expiredAt since when it does not count any more
     * @param <V> the type of the value
     */
    record Stale<V>(@Nullable V value, EntryVersion version, Instant expiredAt) implements Lookup<V> {}

    /**
     * Nothing: it was never put, was removed or evicted, has expired, was invalidated, is of another type, or could not be read.
     *
     * @param <V> the type of the value
     */
    record Miss<V>() implements Lookup<V> {
        private static final Miss<?> INSTANCE = new Miss<>();
    }

    /**
     * Returns a miss.
     *
     * @param <V> the type of the value that is not there
     * @return always the same one
     */
    @SuppressWarnings("unchecked") // it holds no value
    static <V> Lookup<V> miss() {
        return (Lookup<V>) Miss.INSTANCE;
    }

    /**
     * Returns the value if it counts.
     *
     * @return the value of a {@link Hit}; empty for a stale one, a miss and a cached null
     */
    default Optional<V> current() {
        return this instanceof Hit<V> hit ? Optional.ofNullable(hit.value()) : Optional.empty();
    }
}
