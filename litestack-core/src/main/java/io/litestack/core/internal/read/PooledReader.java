package io.litestack.core.internal.read;

import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.SqlGuard;
import io.litestack.core.internal.sqlite.StatementClock;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the pool, with what is known of its borrower. The connection is for the borrower alone; what is known may be
 * asked by any thread.
 */
public final class PooledReader {
    private final CachedConnection connection;
    private final StatementClock clock;
    private volatile boolean refused;

    /** Who has borrowed it, for messages. */
    private volatile @Nullable Thread borrower;

    /** Since when, for finding the oldest. */
    private volatile long borrowedAt;

    /** The text of the statement that was lent last to be run by its borrower, for messages. */
    private volatile @Nullable String lentText;

    private int reads;
    private long countedAt;

    PooledReader(CachedConnection connection) {
        this.connection = connection;
        this.clock = new StatementClock(connection);
    }

    public CachedConnection connection() {
        return connection;
    }

    public StatementClock clock() {
        return clock;
    }

    /** The thread that has borrowed it, or null. */
    public @Nullable Thread borrower() {
        return borrower;
    }

    /** When it was borrowed. */
    long borrowedAt() {
        return borrowedAt;
    }

    /** A statement is lent to its borrower. */
    void lent(String sql) {
        lentText = sql;
    }

    /** Who has it, since when and for what; for messages. */
    public String describeLoan(long now) {
        Thread thread = borrower;
        String text = lentText;
        return "a reader in \"" + (thread == null ? "nobody" : thread.getName()) + "\", for "
                + (now - borrowedAt) / 1_000_000 + " ms"
                + (text == null ? "" : ", with an open result of \"" + SqlGuard.abbreviate(text) + '"');
    }

    void borrowedBy(Thread thread, long now) {
        borrowedAt = now;
        borrower = thread;
    }

    void returned() {
        borrower = null;
        lentText = null;
    }

    /** Counts a read that has ended. Only for whoever has it on loan. */
    int countRead() {
        return ++reads;
    }

    /** Sets when its reads were counted, and returns when they were the time before. As {@link #countRead}. */
    long countedAt(long now) {
        long before = countedAt;
        countedAt = now;
        return before;
    }

    /** From here on its borrower is refused. */
    void refuse() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
    }
}
