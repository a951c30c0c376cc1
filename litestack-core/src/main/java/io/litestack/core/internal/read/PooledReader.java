package io.litestack.core.internal.read;

import io.litestack.core.internal.context.OpenLoan;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.LoanText;
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

    /** What it was lent for, if its borrower runs the statements itself. */
    private final OpenLoan loan = new OpenLoan();

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

    /** What it was lent for, if its borrower runs the statements itself. */
    public OpenLoan loan() {
        return loan;
    }

    /** Who has it, since when and for what; for messages. */
    public String describeLoan(long now) {
        Thread thread = borrower;
        return "a reader in \"" + (thread == null ? "nobody" : thread.getName()) + "\", for "
                + (now - borrowedAt) / 1_000_000 + " ms" + LoanText.of(loan, clock.hasOpenResult());
    }

    void borrowedBy(Thread thread, long now) {
        borrowedAt = now;
        borrower = thread;
    }

    void returned() {
        borrower = null;
        loan.ended();
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
