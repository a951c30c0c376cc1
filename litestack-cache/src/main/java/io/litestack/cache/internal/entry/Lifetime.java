package io.litestack.cache.internal.entry;

import io.litestack.cache.EntryOptions;
import java.time.Duration;
import java.time.Instant;

/**
 * How long an entry counts, in milliseconds of the wall clock.
 *
 * @param expiresAtMs from then on it does not count
 * @param staleUntilMs until then it is kept
 * @param ttlMs how long it was to count from its write on
 * @param idleMs a read prolongs it to so long from then, or 0
 */
public record Lifetime(long expiresAtMs, long staleUntilMs, long ttlMs, long idleMs) {
    /** What the clocks of two processes may differ by, each of which follows the wall clock in steps. */
    private static final long TOLERANCE_MS = 3_000;

    /** The lifetime of what is written now. */
    public static Lifetime of(EntryOptions options, Duration defaultExpiry, long nowMs) {
        long idle = options.expireAfterAccess().map(Duration::toMillis).orElse(0L);
        long ttl = options.expireAt()
                .map(it -> toMillis(it) - nowMs)
                .orElseGet(() -> idle > 0
                        ? idle
                        : options.expireAfterWrite().orElse(defaultExpiry).toMillis());
        return ofTtl(ttl, options.staleFor().toMillis(), idle, nowMs);
    }

    public static Lifetime ofTtl(long ttlMs, long staleMs, long idleMs, long nowMs) {
        long expires = nowMs + Math.max(0, ttlMs);
        return new Lifetime(expires, expires + staleMs, Math.max(0, ttlMs), idleMs);
    }

    private static long toMillis(Instant instant) {
        return Math.max(0, instant.getEpochSecond()) * 1_000 + instant.getNano() / 1_000_000;
    }

    /** A clock that was set back leaves an entry with more time than it ever had: then nobody knows how old it is. */
    public boolean isPlausible(long nowMs) {
        return expiresAtMs - nowMs <= ttlMs + TOLERANCE_MS;
    }
}
