package io.litestack.cache.internal.tx;

import io.litestack.cache.CacheConfig;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.log.Scope;
import io.litestack.core.Transaction;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tables of the application whose changes invalidate entries: triggers on them do what {@code evictTag} does, of a tag that stands for the
 * table. Thread-safe.
 */
public final class WatchedTables {
    private static final List<String> CHANGES = List.of("INSERT", "UPDATE", "DELETE");

    private static final String FIND =
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE";

    private final CacheContext context;
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    public WatchedTables(CacheContext context) {
        this.context = context;
    }

    /**
     * Makes the triggers of tables that have none yet.
     *
     * @throws IllegalStateException if the cache has a file of its own
     * @throws IllegalArgumentException if there is no such table
     */
    public void watch(List<String> tables) {
        for (String table : tables) {
            String name = table.toLowerCase(Locale.ROOT);
            if (!watched.contains(name)) {
                refuseOwnFile(table);
                context.store().useWrite(transaction -> install(transaction, table));
            }
        }
    }

    private void refuseOwnFile(String table) {
        if (context.config().store().applicationId() == CacheConfig.APPLICATION_ID) {
            throw new IllegalStateException(
                    "an entry can depend on the table \"" + table
                            + "\" only if the cache is in the file of that table: open it with the configuration of that store");
        }
    }

    private void install(Transaction transaction, String table) {
        String name = transaction
                .queryFirst(FIND, row -> row.getString(1), table)
                .orElseThrow(() -> new IllegalArgumentException("there is no table \"" + table + "\" in "
                        + context.store().config().path()));
        long tag = tag(table);
        for (String change : CHANGES) {
            String trigger = "litecache_" + change.toLowerCase(Locale.ROOT) + '_' + Long.toHexString(tag);
            transaction.execute(trigger(trigger, change, '"' + name.replace("\"", "\"\"") + '"', tag));
        }
        transaction.afterCommit(() -> watched.add(table.toLowerCase(Locale.ROOT)));
    }

    /** SQLite itself tells the time, since nobody binds it here. */
    private static String trigger(String trigger, String change, String quotedTable, long tag) {
        String changed = HexFormat.of().formatHex(Scope.tag(tag).encoded());
        return String.format(Locale.ROOT, """
                CREATE TRIGGER IF NOT EXISTS %s AFTER %s ON %s BEGIN
                    INSERT INTO litecache_log (at_ms, instance, batch, kind, total, changed) VALUES (
                        CAST(unixepoch('subsec') * 1000 AS INTEGER), 0, 0, %d,
                        coalesce((SELECT total FROM litecache_log ORDER BY seq DESC LIMIT 1), 0) + 1, x'%s');
                    INSERT INTO litecache_generations (kind, hash, seq) VALUES (
                        %d, %d, (SELECT max(seq) FROM litecache_log))
                        ON CONFLICT (kind, hash) DO UPDATE SET seq = excluded.seq;
                END""", trigger, change, quotedTable, Scope.TAG, changed, Scope.TAG, tag);
    }

    /** The number of the tag that stands for a table. */
    public long tag(String table) {
        return context.keys().ofTable(table.toLowerCase(Locale.ROOT));
    }
}
