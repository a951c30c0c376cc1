package io.litestack.core.internal;

import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Ticker;
import io.litestack.core.TimeLimitException;
import java.sql.SQLException;
import java.time.Duration;

/** A read transaction, or one statement, on a reader. */
final class ReadUnit extends SessionScope {
    private final ReaderPool readers;
    private final Session session;
    private final Duration queryTimeout;
    private final Ticker ticker;
    private boolean over;
    private boolean failed;
    private boolean isSnapshot;

    ReadUnit(StoreConfig config, ReaderPool readers, Session session) {
        super(config.path(), SqlGuard.READER);
        this.readers = readers;
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
    StoreException failed(SQLException e, String sql) {
        failed = true;
        if (SqliteErrors.primary(e) == SqliteErrors.INTERRUPT && readers.isClosed()) {
            return new TimeLimitException("a statement on " + file + " was stopped, because the store was closed", e);
        }
        if (SqliteErrors.primary(e) == SqliteErrors.INTERRUPT) {
            return new TimeLimitException(
                    "a statement on " + file + " ran longer than the query timeout of " + queryTimeout.toMillis()
                            + " ms and was stopped: \"" + SqlGuard.abbreviate(sql) + '"',
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
    }

    boolean isSnapshot() {
        return isSnapshot;
    }

    /** Ends the snapshot. What cannot be ended is seen to when the reader is given back. */
    void endSnapshot() {
        isSnapshot = false;
        try {
            control("COMMIT");
        } catch (StoreException e) {
            failed = true;
        }
    }

    private void control(String sql) {
        use.lock();
        try {
            refuseIfOver();
            session.run(sql);
        } catch (SQLException e) {
            throw failed(e, sql);
        } finally {
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
