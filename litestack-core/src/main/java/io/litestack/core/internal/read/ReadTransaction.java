package io.litestack.core.internal.read;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.StoreException;
import io.litestack.core.Ticker;
import io.litestack.core.TimeLimitException;
import io.litestack.core.internal.context.BorrowSites;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.PreparedSql;
import io.litestack.core.internal.sqlite.SqlGuard;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.internal.sqlite.StatementClock;
import io.litestack.core.internal.sqlite.TransactionScope;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A read transaction, or one statement, on a reader. */
final class ReadTransaction extends TransactionScope {
    private final PooledReader reader;
    private final BorrowSites sites;
    private final Duration queryTimeout;
    private final Ticker ticker;
    private boolean over;
    private boolean failed;
    private boolean isSnapshot;

    ReadTransaction(StoreContext store, PooledReader reader) {
        super(store.path(), SqlGuard.READER);
        this.reader = reader;
        this.sites = store.borrowSites();
        this.queryTimeout = store.config().queryTimeout();
        this.ticker = store.config().ticker();
    }

    @Override
    public CachedConnection cachedConnection() {
        return reader.connection();
    }

    @Override
    public void refuseIfOver() {
        if (over) {
            throw new IllegalStateException("the read on " + file + " has ended; its snapshot cannot be used any more");
        }
        if (reader.isRefused()) {
            throw closed(null);
        }
    }

    private ClosedException closed(@Nullable SQLException cause) {
        return new ClosedException(
                file + " was closed while it was read. End reads before the close, or raise closeTimeout", cause);
    }

    @Override
    public void began(boolean onlyReads) {
        reader.clock().start(ticker.nanos());
    }

    @Override
    public void ended() {
        reader.clock().stop();
    }

    @Override
    protected void beganCall(PreparedSql statement) {
        reader.loan().used();
        reader.clock().startUntimed(statement);
    }

    @Override
    protected void lent(PreparedSql statement) {
        reader.loan().lent(statement.sql(), sites);
        reader.clock().openedCursor(reader.borrowedAt());
    }

    @Override
    protected void returned() {
        reader.clock().closedCursor();
    }

    @Override
    protected StatementClock clock() {
        return reader.clock();
    }

    @Override
    public LitestackException failed(SQLException e, String sql) {
        failed = true;
        if (reader.isRefused()) {
            return closed(e);
        }
        if (SqliteErrors.primary(e) == SqliteErrors.INTERRUPT && reader.clock().hasTimedOut()) {
            if (reader.clock().ownLimitNanos() > 0) {
                return overOwnLimit(e, sql);
            }
            return new TimeLimitException(
                    "a statement on " + file + " ran longer than the query timeout of " + queryTimeout.toMillis()
                            + " ms and was stopped. Make it faster, or raise queryTimeout: \""
                            + SqlGuard.abbreviate(sql) + '"',
                    e);
        }
        if (SqliteErrors.primary(e) == SqliteErrors.READONLY) {
            return new StoreException(
                    "a reader of " + file + " cannot write; use write instead: \"" + SqlGuard.abbreviate(sql) + '"', e);
        }
        return SqliteErrors.translate(e, '"' + SqlGuard.abbreviate(sql) + '"', file);
    }

    /** Begins a snapshot. */
    void begin() {
        control("BEGIN");
        isSnapshot = true;
        reader.clock().beganSnapshot(ticker.nanos());
    }

    boolean isSnapshot() {
        return isSnapshot;
    }

    /** Ends the snapshot. What cannot be ended is seen to when the reader is given back. */
    void endSnapshot() {
        isSnapshot = false;
        reader.clock().endedSnapshot();
        try {
            control("COMMIT");
        } catch (LitestackException | IllegalStateException e) {
            // the reader is examined
        }
    }

    private void control(String sql) {
        use.lock();
        boolean isDone = false;
        try {
            refuseIfOver();
            reader.connection().run(sql);
            isDone = true;
        } catch (SQLException e) {
            throw failed(e, sql);
        } finally {
            failed |= !isDone;
            use.unlock();
        }
    }

    /** Ends the transaction: no statement runs after this. Returns whether the connection must be examined before its next use. */
    boolean end() {
        use.lock();
        try {
            over = true;
            closeGuarded();
            return failed || isExposed();
        } finally {
            use.unlock();
        }
    }
}
