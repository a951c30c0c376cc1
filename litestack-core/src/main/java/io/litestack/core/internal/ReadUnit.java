package io.litestack.core.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Ticker;
import io.litestack.core.TimeLimitException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A read transaction, or one statement, on a reader. */
final class ReadUnit extends SessionScope {
    private final Session session;
    private final Duration queryTimeout;
    private final Ticker ticker;
    private boolean over;
    private boolean failed;
    private boolean isSnapshot;

    ReadUnit(StoreConfig config, Session session) {
        super(config.path(), SqlGuard.READER);
        this.session = session;
        this.queryTimeout = config.queryTimeout();
        this.ticker = config.ticker();
    }

    @Override
    Session session() {
        return session;
    }

    @Override
    void refuseIfOver() {
        if (over) {
            throw new IllegalStateException("the read on " + file + " has ended; its snapshot cannot be used any more");
        }
        if (session.isRefused()) {
            throw closed(null);
        }
    }

    private ClosedException closed(@Nullable SQLException cause) {
        return new ClosedException(
                file + " was closed while it was read. End reads before the close, or raise closeTimeout", cause);
    }

    @Override
    void began(boolean onlyReads) {
        session.startClock(ticker.nanos());
    }

    @Override
    void ended() {
        session.stopClock();
    }

    @Override
    LitestackException failed(SQLException e, String sql) {
        failed = true;
        if (session.isRefused()) {
            return closed(e);
        }
        if (SqliteErrors.primary(e) == SqliteErrors.INTERRUPT && session.hasTimedOut()) {
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
        session.beganSnapshot(ticker.nanos());
    }

    boolean isSnapshot() {
        return isSnapshot;
    }

    /** Ends the snapshot. What cannot be ended is seen to when the reader is given back. */
    void endSnapshot() {
        isSnapshot = false;
        session.endedSnapshot();
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
            session.run(sql);
            isDone = true;
        } catch (SQLException e) {
            throw failed(e, sql);
        } finally {
            failed |= !isDone;
            use.unlock();
        }
    }

    /** Ends the unit: no statement runs after this. Returns whether the session must be examined before its next use. */
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
