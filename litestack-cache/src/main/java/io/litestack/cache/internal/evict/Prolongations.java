package io.litestack.cache.internal.evict;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.upkeep.Duty;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Entries that count for a while after each read. A read prolongs the entry in the heap, if that makes a difference, and notes that the
 * row is to be prolonged; rows are, many at once, some times a second. The log does not tell of it: whoever has an entry that seems to
 * have expired looks into the file. Thread-safe.
 */
public final class Prolongations implements Duty {
    private static final int LEAST_PART = 8;
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_AT_ONCE = 500;
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final CacheContext context;
    private final Map<Key, Entry> waiting = new ConcurrentHashMap<>();

    public Prolongations(CacheContext context) {
        this.context = context;
    }

    /** An entry was read. */
    public void read(Entry entry, long nowNanos) {
        long end = nowNanos / 1_000_000 + entry.idleMs();
        if (end - entry.expiresAtMs() > entry.idleMs() / LEAST_PART) {
            entry.prolongedTo(end);
            if (waiting.size() < MOST_WAITING) {
                waiting.put(entry.key(), entry);
            }
        }
    }

    @Override
    public String name() {
        return "entries that were read could not be prolonged";
    }

    @Override
    public long run() {
        while (!waiting.isEmpty()) {
            List<Entry> some = takeSome();
            context.internals().commands().execute(statements -> prolong(statements, some), Ack.COMMITTED);
        }
        return REST_NANOS;
    }

    private List<Entry> takeSome() {
        return waiting.values().stream()
                .limit(MOST_AT_ONCE)
                .filter(it -> waiting.remove(it.key(), it))
                .toList();
    }

    private static int prolong(Statements statements, List<Entry> entries) throws SQLException {
        PreparedStatement prolong = statements.prepare(CacheSql.PROLONG);
        prolong.clearBatch();
        for (Entry entry : entries) {
            prolong.setLong(1, entry.key().hash());
            prolong.setLong(2, entry.expiresAtMs());
            prolong.setLong(3, entry.ttlMs());
            prolong.setLong(4, entry.version());
            prolong.addBatch();
        }
        return prolong.executeBatch().length;
    }
}
