package io.litestack.cache.internal.evict;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.upkeep.Duty;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Removes rows whose time is over, some at a time, when the next one's is. Nobody is told: everybody sees when an entry expires. */
public final class Expiry implements Duty {
    private static final int BITE = 200;
    private static final long LONGEST_REST_MS = 60_000;

    /** Rows that expire one after the other go together. */
    private static final long SHORTEST_REST_MS = 100;

    private final CacheContext context;
    private final ExpiryListener listener;

    /** Hears which entries have expired. */
    @FunctionalInterface
    public interface ExpiryListener {
        /** Rows are gone, and committed so. */
        void onExpiry(List<Row> rows);
    }

    /** A row that is gone. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Row(long hash, long namespace, byte[] key) {}

    public Expiry(CacheContext context, ExpiryListener listener) {
        this.context = context;
        this.listener = listener;
    }

    @Override
    public String name() {
        return "expired entries could not be removed";
    }

    @Override
    public long run() {
        long now = context.clock().millis();
        long next = nextEnd();
        if (next > now) {
            return nanosUntil(next, now);
        }
        List<Row> gone = context.internals().commands().execute(new Bite(now), Ack.COMMITTED);
        listener.onExpiry(gone);
        return gone.size() == BITE ? 0 : nanosUntil(nextEnd(), now);
    }

    private long nextEnd() {
        return context.store()
                .queryFirst(CacheSql.NEXT_END, row -> {
                    long end = row.getLong(1);
                    return row.wasNull() ? Long.MAX_VALUE : end;
                })
                .orElse(Long.MAX_VALUE);
    }

    private static long nanosUntil(long end, long now) {
        long rest = Math.max(SHORTEST_REST_MS, Math.min(LONGEST_REST_MS, end - now));
        return TimeUnit.MILLISECONDS.toNanos(rest);
    }

    private static final class Bite implements Command<List<Row>> {
        private final long now;

        Bite(long now) {
            this.now = now;
        }

        @Override
        public List<Row> run(Statements statements) throws SQLException {
            List<Row> rows = new ArrayList<>(BITE);
            PreparedStatement select = statements.prepare(CacheSql.EXPIRED);
            select.setLong(1, now);
            select.setInt(2, BITE);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(new Row(found.getLong(1), found.getLong(2), found.getBytes(3)));
                }
            }
            PreparedStatement remove = statements.prepare(CacheSql.REMOVE);
            remove.clearBatch();
            for (Row row : rows) {
                remove.setLong(1, row.hash);
                remove.addBatch();
            }
            remove.executeBatch();
            return rows;
        }
    }
}
