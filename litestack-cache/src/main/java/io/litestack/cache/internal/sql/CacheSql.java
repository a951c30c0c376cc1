package io.litestack.cache.internal.sql;

/** All statements. Parameters are numbered where they are used more than once. */
public final class CacheSql {
    /** The bit by which other processes are notified of a change. */
    public static final long TOPIC = 1;

    // Entries.

    /** The columns of an entry, as {@link Rows} reads and binds them. */
    private static final String COLUMNS =
            "hash, place, namespace, key, format, flags, version, born, expires_at_ms, stale_until_ms,"
                    + " ttl_ms, idle_ms, load_us, tags, value";

    public static final String FIND = "SELECT " + COLUMNS + " FROM litecache_entries WHERE hash = ?";

    /** The same of so many entries. */
    public static String findMany(int keys) {
        return "SELECT " + COLUMNS + " FROM litecache_entries WHERE hash IN (?" + ", ?".repeat(keys - 1) + ")";
    }

    /**
     * An entry that is there keeps its place. It also keeps the instant at which it is looked at whether it is over, so that only the
     * page with the row is written; if it would be looked at too late that way nothing is done, and {@link #CHECK_EARLIER} is needed first.
     */
    public static final String PUT = "INSERT INTO litecache_entries (" + COLUMNS
            + ", check_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?10)"
            + " ON CONFLICT (hash) DO UPDATE SET namespace = excluded.namespace, key = excluded.key, format ="
            + " excluded.format, flags = excluded.flags, version = excluded.version, born = excluded.born, expires_at_ms ="
            + " excluded.expires_at_ms, stale_until_ms = excluded.stale_until_ms, ttl_ms = excluded.ttl_ms, idle_ms ="
            + " excluded.idle_ms, load_us = excluded.load_us, tags = excluded.tags, value = excluded.value"
            + " WHERE check_at_ms <= excluded.stale_until_ms";

    public static final String CHECK_EARLIER = "UPDATE litecache_entries SET check_at_ms = ?2 WHERE hash = ?1";

    public static final String REMOVE = "DELETE FROM litecache_entries WHERE hash = ?";

    public static final String REMOVE_OLD = "DELETE FROM litecache_entries WHERE hash = ?1 AND born = ?2";

    /** Only the number of a counter, whose other columns stay. */
    public static final String SET_NUMBER = "UPDATE litecache_entries SET value = ?2, version = ?3 WHERE place = ?1"
            + " AND version = ?4 AND expires_at_ms = ?5";

    private static final String SET_EXPIRY =
            "UPDATE litecache_entries SET expires_at_ms = ?2, stale_until_ms = ?2 + stale_until_ms -"
                    + " expires_at_ms, ttl_ms = ?3";

    /** An entry expires at another instant, perhaps an earlier one. */
    public static final String TOUCH = SET_EXPIRY
            + ", check_at_ms = min(check_at_ms, ?2 + stale_until_ms - expires_at_ms) WHERE hash = ?1 AND version = ?4";

    /** It expires later, if it was to expire before. */
    public static final String PROLONG = SET_EXPIRY + " WHERE hash = ?1 AND version = ?4 AND expires_at_ms < ?2";

    public static final String LAST_PLACE = "SELECT max(place) FROM litecache_entries";

    /** A page of all entries, in the order of their places; without their values. */
    public static final String SCAN = "SELECT place, hash, namespace, key, born, expires_at_ms, ttl_ms, tags FROM"
            + " litecache_entries WHERE place > ?1 AND place <= ?2 ORDER BY place LIMIT ?3";

    /** Those that are to be looked at first, and whether they are over. */
    public static final String DUE_FOR_CHECK =
            "SELECT hash, namespace, key, stale_until_ms <= ?1 FROM litecache_entries INDEXED BY litecache_checks"
                    + " WHERE check_at_ms <= ?1 ORDER BY check_at_ms LIMIT ?2";

    public static final String CHECK_AT_END =
            "UPDATE litecache_entries SET check_at_ms = stale_until_ms WHERE hash = ?";

    public static final String NEXT_CHECK = "SELECT min(check_at_ms) FROM litecache_entries";

    // The queue.

    public static final String NEXT_IN_QUEUE =
            "SELECT place, hash FROM litecache_entries WHERE place > ?1 ORDER BY place LIMIT ?2";

    public static final String NEWEST_IN_QUEUE =
            "SELECT place, hash FROM litecache_entries WHERE place < ?1 ORDER BY place DESC LIMIT ?2";

    public static final String EVICT = "DELETE FROM litecache_entries WHERE place = ?";

    public static final String PLACE = "SELECT place FROM litecache_entries WHERE hash = ?";

    public static final String KEY = "SELECT namespace, key FROM litecache_entries WHERE hash = ?";

    public static final String VISITED = "SELECT bits FROM litecache_visited WHERE chunk = ?";

    public static final String SET_VISITED =
            "INSERT INTO litecache_visited (chunk, bits) VALUES (?, ?) ON CONFLICT (chunk) DO"
                    + " UPDATE SET bits = excluded.bits";

    public static final String FORGET_VISITED = "DELETE FROM litecache_visited WHERE chunk = ?";

    public static final String COUNT = "SELECT count(*) FROM litecache_entries";

    // The log.

    public static final String HEAD = "SELECT seq FROM litecache_log ORDER BY seq DESC LIMIT 1";

    public static final String HEAD_ROW =
            "SELECT seq, total, instance, batch FROM litecache_log ORDER BY seq DESC LIMIT 1";

    /** What an instance has changed itself it need not be told of. */
    public static final String NEWER =
            "SELECT seq, instance, batch, kind, CASE WHEN kind = 0 AND instance = ?2 THEN NULL ELSE"
                    + " changed END FROM litecache_log WHERE seq > ?1 ORDER BY seq LIMIT ?3";

    public static final String OLDEST = "SELECT seq FROM litecache_log ORDER BY seq LIMIT 1";

    public static final String APPEND =
            "INSERT INTO litecache_log (at_ms, instance, batch, kind, total, changed) VALUES (?, ?, ?," + " ?, ?, ?)";

    public static final String IS_DISPENSABLE =
            "SELECT at_ms < ?1 AND total <= ?2 FROM litecache_log ORDER BY seq LIMIT 1";

    /** Of the oldest rows those that are needed neither for their age nor for the number of their keys. */
    public static final String TRIM =
            "DELETE FROM litecache_log WHERE seq IN (SELECT seq FROM litecache_log ORDER BY seq LIMIT ?3)"
                    + " AND at_ms < ?1 AND total <= ?2";

    // Generations.

    public static final String GENERATIONS = "SELECT kind, hash, seq, prefix FROM litecache_generations";

    public static final String REMOVE_GENERATIONS = "DELETE FROM litecache_generations WHERE seq <= ? AND kind > 1";

    public static final String ADD_GENERATION =
            "INSERT INTO litecache_generations (kind, hash, seq, prefix) VALUES (?, ?, ?, ?) ON"
                    + " CONFLICT (kind, hash) DO UPDATE SET seq = excluded.seq";

    // Leases.

    public static final String LEASE = "SELECT token, process FROM litecache_leases WHERE hash = ?";

    public static final String ADD_LEASE =
            "INSERT INTO litecache_leases (hash, token, process) VALUES (?, ?, ?) ON CONFLICT (hash)" + " DO NOTHING";

    public static final String REMOVE_LEASE = "DELETE FROM litecache_leases WHERE hash = ? AND token = ?";

    // Whatever there is one of.

    public static final String META = "SELECT value FROM litecache_meta WHERE name = ?";

    public static final String ADD_META =
            "INSERT INTO litecache_meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING";

    public static final String SET_META =
            "INSERT INTO litecache_meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET"
                    + " value = excluded.value";

    public static final String NAMESPACE = "SELECT name FROM litecache_namespaces WHERE hash = ?";

    /** The largest values; it looks at all rows, and not at the values. */
    public static final String LARGEST =
            "SELECT namespace, key, length(value) FROM litecache_entries ORDER BY 3 DESC LIMIT ?";

    public static final String ADD_NAMESPACE =
            "INSERT INTO litecache_namespaces (hash, name) VALUES (?, ?) ON CONFLICT (hash) DO" + " NOTHING";

    /** How much of a file that is the cache's own is in use. */
    public static final String USED_BYTES = "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count,"
            + " pragma_freelist_count, pragma_page_size";

    /** How much room the entries take in a file that is not. */
    public static final String STORED_BYTES = "SELECT value FROM litecache_meta WHERE name = 'bytes'";

    private CacheSql() {}
}
