package io.litestack.cache.internal.tx;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.log.Scope;
import io.litestack.cache.internal.upkeep.Duty;
import io.litestack.core.Transaction;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Tables of the application whose changes invalidate entries: triggers on them do what {@code evictTag} does, of a tag that stands for the
 * table.
 *
 * <p>A table that is dropped, made anew or renamed loses its triggers, and what is changed then invalidates nothing. So the triggers are
 * looked for again whenever the schema has changed; if they are gone they are made anew, and the table's entries are invalidated, since nobody
 * knows what has happened meanwhile. That is seen before an entry is kept that depends on a table, and else within a second.
 *
 * <p>Thread-safe.
 */
public final class WatchedTables implements Duty {
    private static final List<String> CHANGES = List.of("INSERT", "UPDATE", "DELETE");
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long NEVER = -1;

    private static final String FIND =
            "SELECT name, type FROM pragma_table_list(?1) WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

    /** Kinds of tables that can have triggers. */
    private static final Set<String> TABLES = Set.of("table", "shadow");

    private static final String[] NOTHING = {};

    private static final String COUNT =
            "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE"
                    + " NOCASE AND name IN (?2, ?3, ?4)";

    private static final String SCHEMA_VERSION = "SELECT schema_version FROM pragma_schema_version";

    private final CacheContext context;
    private final Runnable onInvalidation;

    /** By its name in lower case, the version of the schema in which a table had its triggers. */
    private final Map<String, Long> watched = new ConcurrentHashMap<>();

    /** Makes one that watches nothing yet; {@code onInvalidation} is called when it has invalidated something itself. */
    public WatchedTables(CacheContext context, Runnable onInvalidation) {
        this.context = context;
        this.onInvalidation = onInvalidation;
    }

    /**
     * Makes the triggers of tables that have none, or none any more.
     *
     * @throws IllegalStateException if the cache has a file of its own
     * @throws IllegalArgumentException if there is no such table
     */
    public void watch(List<String> tables) {
        if (tables.isEmpty()) {
            return;
        }
        refuseOwnFile(tables.get(0));
        long version = schemaVersion();
        for (String table : tables) {
            if (watched.getOrDefault(lowerCase(table), NEVER) != version) {
                watch(table, version);
            }
        }
    }

    private void refuseOwnFile(String table) {
        if (context.isOwnFile()) {
            throw new IllegalStateException(
                    "an entry can depend on the table \"" + table
                            + "\" only if the cache is in the file of that table: open it with the configuration of that store");
        }
    }

    private long schemaVersion() {
        return context.store().queryFirst(SCHEMA_VERSION, row -> row.getLong(1)).orElse(0L);
    }

    private static String lowerCase(String table) {
        return table.toLowerCase(Locale.ROOT);
    }

    private void watch(String table, long version) {
        String name = nameOf(table);
        if (hasTriggers(name)) {
            // a version that is not committed may come again with other contents
            if (!context.internals().isThreadInsideThis()) {
                watched.put(lowerCase(table), version);
            }
        } else {
            context.store().useWrite(transaction -> install(transaction, name));
        }
    }

    /** As it is in the file; other than its letters' case it may differ from how it is asked for. */
    private String nameOf(String table) {
        String[] found = context.store()
                .queryFirst(FIND, row -> new String[] {row.getString(1), row.getString(2)}, table)
                .orElse(NOTHING);
        if (found.length == 0 || !TABLES.contains(found[1])) {
            throw new IllegalArgumentException("there is no table \"" + table + "\" in "
                    + context.store().config().path()
                    + (found.length == 0
                            ? ""
                            : ", but a " + found[1]
                                    + ", on which SQLite allows no trigger; depend on the tables that it is made of"));
        }
        return found[0];
    }

    private boolean hasTriggers(String table) {
        return context.store()
                        .queryFirst(
                                COUNT,
                                row -> row.getInt(1),
                                table,
                                trigger(table, CHANGES.get(0)),
                                trigger(table, CHANGES.get(1)),
                                trigger(table, CHANGES.get(2)))
                        .orElse(0)
                == CHANGES.size();
    }

    private String trigger(String table, String change) {
        return "litecache_" + change.toLowerCase(Locale.ROOT) + '_' + Long.toHexString(tag(table));
    }

    private void install(Transaction transaction, String table) {
        String quoted = '"' + table.replace("\"", "\"\"") + '"';
        List<String> invalidation = invalidation(tag(table));
        for (String change : CHANGES) {
            String trigger = trigger(table, change);
            // one of that name may be on a table that was renamed
            transaction.execute("DROP TRIGGER IF EXISTS " + trigger);
            transaction.execute("CREATE TRIGGER " + trigger + " AFTER " + change + " ON " + quoted + " BEGIN "
                    + String.join("; ", invalidation) + "; END");
        }
        invalidation.forEach(transaction::execute);
        transaction.afterCommit(() -> {
            // the version that this makes is not known yet
            watched.put(lowerCase(table), NEVER);
            onInvalidation.run();
        });
    }

    /** What each trigger does, and is done when they are made; SQLite itself tells the time, since nobody binds it. */
    private static List<String> invalidation(long tag) {
        String changed = HexFormat.of().formatHex(Scope.tag(tag).encoded());
        return List.of(
                "INSERT INTO litecache_log (at_ms, instance, batch, kind, total, changed) VALUES (CAST(unixepoch('subsec') * 1000"
                        + " AS INTEGER), 0, 0, " + Scope.TAG
                        + ", coalesce((SELECT total FROM litecache_log ORDER BY seq DESC LIMIT 1),"
                        + " 0) + 1, x'" + changed + "')",
                "INSERT INTO litecache_generations (kind, hash, seq) VALUES (" + Scope.TAG + ", " + tag
                        + ", (SELECT max(seq) FROM litecache_log)) ON CONFLICT (kind, hash) DO UPDATE SET seq = excluded.seq");
    }

    private long tag(String table) {
        return context.keys().ofTable(lowerCase(table));
    }

    // Later.

    @Override
    public String name() {
        return "it could not be seen whether the tables that entries depend on have their triggers";
    }

    @Override
    public long run() {
        if (!watched.isEmpty()) {
            long version = schemaVersion();
            watched.forEach((table, seen) -> {
                if (seen != version) {
                    watchAgain(table, version);
                }
            });
        }
        return REST_NANOS;
    }

    private void watchAgain(String table, long version) {
        try {
            watch(table, version);
        } catch (IllegalArgumentException e) {
            // it was dropped, with what depended on it; it may come back
            context.store().useWrite(transaction -> invalidation(tag(table)).forEach(transaction::execute));
            watched.remove(table);
        }
    }
}
