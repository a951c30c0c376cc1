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

/**
 * Removes rows whose time is over, some at a time, when the next one's is. Nobody is told: everybody sees when an entry expires.
 *
 * <p>Each row says when to look at it, and an index has the rows by that. An entry that is put again, or prolonged, is over later than it
 * was, as a rule; it is not moved in the index then, which would cost a page for each put, but at most once each time it is looked at
 * and found not to be over yet.
 */
public final class Expiry implements Duty {
    private static final int BITE = 200;

    /** What is put from now on may end sooner than all that is there. */
    private static final long LONGEST_REST_MS = 1_000;

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
        long next = nextCheck();
        if (next > now) {
            return nanosUntil(next, now);
        }
        Checked checked = context.internals().commands().execute(new Bite(now), Ack.COMMITTED);
        listener.onExpiry(checked.gone);
        return checked.isFull ? 0 : nanosUntil(nextCheck(), now);
    }

    private long nextCheck() {
        return context.store()
                .queryFirst(CacheSql.NEXT_CHECK, row -> {
                    long check = row.getLong(1);
                    return row.wasNull() ? Long.MAX_VALUE : check;
                })
                .orElse(Long.MAX_VALUE);
    }

    private static long nanosUntil(long end, long now) {
        long rest = Math.max(SHORTEST_REST_MS, Math.min(LONGEST_REST_MS, end - now));
        return TimeUnit.MILLISECONDS.toNanos(rest);
    }

    /**
     * What a bite has done.
     *
     * @param gone the rows that it has removed
     * @param isFull whether there may be more to look at
     */
    private record Checked(List<Row> gone, boolean isFull) {}

    private static final class Bite implements Command<Checked> {
        private final long now;

        Bite(long now) {
            this.now = now;
        }

        @Override
        public Checked run(Statements statements) throws SQLException {
            List<Row> over = new ArrayList<>(BITE);
            List<Row> later = new ArrayList<>();
            PreparedStatement select = statements.prepare(CacheSql.DUE_FOR_CHECK);
            select.setLong(1, now);
            select.setInt(2, BITE);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    Row row = new Row(found.getLong(1), found.getLong(2), found.getBytes(3));
                    (found.getBoolean(4) ? over : later).add(row);
                }
            }
            forAll(over, statements.prepare(CacheSql.REMOVE));
            forAll(later, statements.prepare(CacheSql.CHECK_AT_END));
            return new Checked(over, over.size() + later.size() == BITE);
        }

        private static void forAll(List<Row> rows, PreparedStatement statement) throws SQLException {
            statement.clearBatch();
            for (Row row : rows) {
                statement.setLong(1, row.hash);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
