package io.litestack.cache.internal.sql;

/** The statements of locks, semaphores and rate limits. */
public final class CoordinationSql {
    public static final String ADD_TICKET =
            "INSERT INTO litecache_tickets (semaphore, permits, process, instance, ends_at_ms) VALUES (?, ?, ?, ?, ?)";

    /** What those have, or wait for, who came before a ticket. */
    public static final String TAKEN_BEFORE =
            "SELECT coalesce(sum(permits), 0) FROM litecache_tickets WHERE semaphore = ? AND id < ?";

    public static final String TICKETS_BEFORE =
            "SELECT id, process, coalesce(ends_at_ms, 0) FROM litecache_tickets WHERE semaphore = ? AND id < ?";

    public static final String TICKET = "SELECT coalesce(ends_at_ms, 0) FROM litecache_tickets WHERE id = ?";

    public static final String SET_END = "UPDATE litecache_tickets SET ends_at_ms = ? WHERE id = ?";

    public static final String REMOVE_TICKET = "DELETE FROM litecache_tickets WHERE id = ?";

    public static final String REMOVE_TICKETS_OF_INSTANCE = "DELETE FROM litecache_tickets WHERE instance = ?";

    public static final String RATE = "SELECT full_at_ns FROM litecache_rates WHERE hash = ?";

    public static final String SET_RATE = "INSERT INTO litecache_rates (hash, full_at_ns) VALUES (?, ?)"
            + " ON CONFLICT (hash) DO UPDATE SET full_at_ns = excluded.full_at_ns";

    public static final String REMOVE_FULL_RATES = "DELETE FROM litecache_rates WHERE hash IN"
            + " (SELECT hash FROM litecache_rates WHERE full_at_ns <= ? ORDER BY full_at_ns LIMIT ?)";

    private CoordinationSql() {}
}
