package io.litestack.jcache.internal.store;

import io.litestack.cache.EntryVersion;
import java.time.Instant;
import java.util.Optional;

/**
 * What a key has.
 *
 * @param value the value; the caller's own, or one that never changes
 * @param version the write that made it
 * @param expiresAt when it ends
 * @param <V> the type of the values
 */
public record Found<V>(V value, EntryVersion version, Optional<Instant> expiresAt) {}
