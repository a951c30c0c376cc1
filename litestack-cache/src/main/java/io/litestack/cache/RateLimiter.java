package io.litestack.cache;

/**
 * Lets things happen no more often than a {@link RateLimit} says, in all processes that have the cache open together. For each key, such
 * as a user or an address, on its own. Thread-safe.
 *
 * <pre>{@code
 * RateLimiter logins = cache.rateLimiter("logins", RateLimit.of(5, Duration.ofMinutes(1)));
 * RateDecision decision = logins.tryAcquire(address);
 * if (!decision.isAllowed()) {
 *     response.header("Retry-After", decision.retryAfter().toSeconds() + 1);
 * }
 * }</pre>
 *
 * <p>It is exact: among concurrent callers of all processes as many are allowed as the limit says. The algorithm is GCRA ("generic cell
 * rate algorithm", ITU-T I.371), which keeps one number a key: when its permits will all be back. That survives restarts and crashes of
 * processes. What is allowed is a commit, what is refused is a read. Time is the wall clock; if that is set back nobody is refused for
 * longer than it takes to get all permits back.
 */
public interface RateLimiter {
    /**
     * Asks for one permit.
     *
     * @param key whose permit, 1 to 1,024 bytes
     * @return the decision
     * @throws IllegalArgumentException if the key is outside its bounds
     * @throws io.litestack.core.StoreException if it could not be committed; whether to let it happen then is for the caller to say
     */
    default RateDecision tryAcquire(String key) {
        return tryAcquire(key, 1);
    }

    /**
     * Asks for several permits, all or none.
     *
     * @param key whose permits, 1 to 1,024 bytes
     * @param permits how many, 1 to the limit's burst
     * @return the decision
     * @throws IllegalArgumentException if an argument is outside its bounds
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    RateDecision tryAcquire(String key, long permits);

    /**
     * Returns the limit.
     *
     * @return what the limiter was made with
     */
    RateLimit limit();
}
