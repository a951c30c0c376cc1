package io.litestack.cache.internal.evict;

import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.write.SpaceKeeper;
import io.litestack.core.spi.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Keeps the pages that are in use within the limit: it asks SQLite how many there are, in the transaction that is about to need more, and
 * evicts until these fit. So the limit holds with all that belongs to an entry, whoever writes, and after any crash. In a file of the
 * application it goes by the sizes of the entries ({@link EntrySizes}). Far from the limit it asks seldom. Used by whoever holds the writer.
 */
public final class SizeLimit implements SpaceKeeper {
    /** How often it asks whether there is room by now. */
    private static final int BITE = 16;

    /** What a transaction evicts at most, so that nobody waits for long behind one. */
    private static final int MOST_AT_ONCE = 4_096;

    /** What a row takes is more than its bytes. */
    private static final double OVERHEAD = 1.3;

    /** For what is written beside entries: the log, the queue, the bits. */
    private static final long RESERVE_BYTES = 128 << 10;

    private final Sieve sieve;
    private final String usedSql;
    private final long maxBytes;
    private double unasked;

    public SizeLimit(Sieve sieve, boolean isOwnFile, long maxBytes) {
        this.sieve = sieve;
        this.usedSql = usedSql(isOwnFile);
        this.maxBytes = maxBytes - Math.max(RESERVE_BYTES, maxBytes / 100);
    }

    @Override
    public void makeRoom(Statements statements, long bytes) throws SQLException {
        double needed = bytes * OVERHEAD;
        if (needed <= unasked) {
            unasked -= needed;
            return;
        }
        double free = free(statements, needed);
        if (free < 0) {
            sieve.evict(
                    statements,
                    evicted -> evicted == MOST_AT_ONCE || (evicted % BITE == 0 && free(statements, needed) >= 0));
            free = 0;
        }
        // others write as well; the nearer the limit is the oftener it is asked for
        unasked = free / 8;
    }

    @Override
    public void used(long place) {
        sieve.used(place);
    }

    private double free(Statements statements, double needed) throws SQLException {
        return maxBytes - used(statements) - needed;
    }

    /** What asks how much of the limit is used. */
    public static String usedSql(boolean isOwnFile) {
        return isOwnFile ? CacheSql.USED_BYTES : CacheSql.STORED_BYTES;
    }

    private long used(Statements statements) throws SQLException {
        try (ResultSet row = statements.prepare(usedSql).executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
