package io.litestack.cache.internal.coordinate;

import io.litestack.cache.RateDecision;
import io.litestack.cache.RateLimit;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.sql.CoordinationSql;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Rate limits by GCRA. Of each key one number is kept: the instant at which all its permits will be back. A permit moves it on by the
 * interval between two permits, and is refused if it would then lie further ahead than the whole burst takes to come back. It only ever
 * moves on, so what an old snapshot refuses the newest state refuses too: refusals are a read. A number that lies further ahead than it
 * can was written under a clock that was set back since, and becomes the largest that can be. Thread-safe.
 */
public final class RateRows {
    private static final int SWEEP_EVERY = 16;
    private static final int SWEEP_MOST = 64;

    private final CacheContext context;
    private final AtomicInteger changes = new AtomicInteger();

    public RateRows(CacheContext context) {
        this.context = context;
    }

    /** Asks for permits of a key. */
    RateDecision tryAcquire(String limiter, String key, long permits, RateLimit limit) {
        long hash = context.keys().ofRate(limiter, key);
        long seen = context.store()
                .queryFirst(CoordinationSql.RATE, row -> row.getLong(1), hash)
                .orElse(0L);
        Bucket before = Bucket.of(limit, seen, now());
        if (!before.allows(permits) && seen <= before.latest()) {
            return before.refuse(permits);
        }
        return context.internals()
                .commands()
                .execute(statements -> decide(statements, hash, permits, limit), Ack.COMMITTED);
    }

    private RateDecision decide(Statements statements, long hash, long permits, RateLimit limit) throws SQLException {
        long stored = fullAt(statements, hash);
        Bucket before = Bucket.of(limit, stored, now());
        if (!before.allows(permits)) {
            if (stored > before.latest()) {
                set(statements, hash, before.fullAt);
            }
            return before.refuse(permits);
        }
        Bucket after = before.take(permits);
        set(statements, hash, after.fullAt);
        if (changes.incrementAndGet() % SWEEP_EVERY == 0) {
            sweep(statements, after.now);
        }
        return after.allowed();
    }

    private static void set(Statements statements, long hash, long fullAt) throws SQLException {
        PreparedStatement set = statements.prepare(CoordinationSql.SET_RATE);
        set.setLong(1, hash);
        set.setLong(2, fullAt);
        set.executeUpdate();
    }

    private static long fullAt(Statements statements, long hash) throws SQLException {
        PreparedStatement select = statements.prepare(CoordinationSql.RATE);
        select.setLong(1, hash);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** A key that has all its permits is as one that was never there. */
    private static void sweep(Statements statements, long now) throws SQLException {
        PreparedStatement remove = statements.prepare(CoordinationSql.REMOVE_FULL_RATES);
        remove.setLong(1, now);
        remove.setLong(2, SWEEP_MOST);
        remove.executeUpdate();
    }

    private long now() {
        Instant now = context.store().config().clock().instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /**
     * The state of a key at an instant, all in nanoseconds.
     *
     * @param now the instant
     * @param interval between two permits
     * @param capacity how long all of them take to come back
     * @param fullAt when they are back, not before now
     */
    private record Bucket(long now, long interval, long capacity, long fullAt) {
        static Bucket of(RateLimit limit, long stored, long now) {
            long interval = limit.period().toNanos() / limit.permits();
            long capacity = interval * limit.burst();
            return new Bucket(now, interval, capacity, Math.min(Math.max(stored, now), now + capacity));
        }

        /** The latest instant that can be, unless the clock was set. */
        long latest() {
            return now + capacity;
        }

        Bucket take(long permits) {
            return new Bucket(now, interval, capacity, fullAt + permits * interval);
        }

        boolean allows(long permits) {
            return take(permits).fullAt - now <= capacity;
        }

        RateDecision allowed() {
            return new RateDecision(true, remaining(), Duration.ZERO, Duration.ofNanos(fullAt - now));
        }

        RateDecision refuse(long permits) {
            long wait = take(permits).fullAt - now - capacity;
            return new RateDecision(false, remaining(), Duration.ofNanos(wait), Duration.ofNanos(fullAt - now));
        }

        private long remaining() {
            return (capacity - (fullAt - now)) / interval;
        }
    }
}
