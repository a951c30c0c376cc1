package io.litestack.cache.internal.coordinate;

import io.litestack.cache.RateDecision;
import io.litestack.cache.RateLimit;
import io.litestack.cache.RateLimiter;
import io.litestack.cache.internal.entry.Keys;
import java.util.function.Supplier;

/** A limiter whose state is rows. Thread-safe. */
public final class GcraLimiter implements RateLimiter {
    private final Supplier<RateRows> rows;
    private final String name;
    private final RateLimit limit;

    /**
     * Makes a limiter.
     *
     * @param rows those of the file that the cache has now
     * @param name the limiter's
     * @param limit how often
     */
    public GcraLimiter(Supplier<RateRows> rows, String name, RateLimit limit) {
        this.rows = rows;
        this.name = name;
        this.limit = limit;
    }

    @Override
    public RateDecision tryAcquire(String key, long permits) {
        Keys.checkKey("a key", key);
        if (permits < 1 || permits > limit.burst()) {
            throw new IllegalArgumentException("the rate limiter \"" + name + "\" allows at most " + limit.burst()
                    + " permits at once, and " + permits + " are asked for");
        }
        return rows.get().tryAcquire(name, key, permits, limit);
    }

    @Override
    public RateLimit limit() {
        return limit;
    }

    @Override
    public String toString() {
        return "RateLimiter[" + name + ", " + limit + "]";
    }
}
