package io.litestack.job.internal.sql;

import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the pairs of queue and type. The index of the finished jobs has them in place of the two, which would make it
 * twice as long. A number is made by the transaction that needs it first, so it is remembered only once that is known to be
 * committed; no number is ever taken back. Thread-safe.
 */
public final class JobKinds {
    private static final int MOST_REMEMBERED = 10_000;

    /** By queue, and by type. */
    private final Map<String, Map<String, Long>> committed = new ConcurrentHashMap<>();

    private final AtomicInteger size = new AtomicInteger();

    /** The number of a pair, which is made if there is none. */
    public long of(Statements statements, String queue, String type) throws SQLException {
        Long known = find(queue, type);
        return known == null ? make(statements, queue, type) : known;
    }

    private @Nullable Long find(String queue, String type) {
        Map<String, Long> ofQueue = committed.get(queue);
        return ofQueue == null ? null : ofQueue.get(type);
    }

    private static long make(Statements statements, String queue, String type) throws SQLException {
        bound(statements, JobSql.ADD_KIND, queue, type).executeUpdate();
        try (ResultSet row = bound(statements, JobSql.KIND, queue, type).executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static PreparedStatement bound(Statements statements, String sql, String queue, String type)
            throws SQLException {
        PreparedStatement statement = statements.prepare(sql);
        statement.setString(1, queue);
        statement.setString(2, type);
        return statement;
    }

    /** A job of the pair, with this number, is committed. */
    public void committed(String queue, String type, long kind) {
        if (find(queue, type) == null && size.get() < MOST_REMEMBERED) {
            committed.computeIfAbsent(queue, it -> new ConcurrentHashMap<>()).put(type, kind);
            size.incrementAndGet();
        }
    }
}
