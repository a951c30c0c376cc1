package io.litestack.db.internal.jdbc.session;

import io.litestack.core.spi.OpenTransaction;
import io.litestack.db.internal.jdbc.error.Failure;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a session has to do with those of other connections of its thread: it may be a guest in the transaction of one, or have
 * others as guests in its own; see {@link IsolatedWork}. Used with the session's lock held, or on its thread.
 */
final class Isolation {
    private final SharedWriter writer;

    /** The savepoint at the begin of the open transaction, 0 if it has none. */
    private int base;

    /** What guests have done in the open transaction. */
    private @Nullable IsolatedWork guests;

    /** The work of the transaction in which this session is a guest. */
    private @Nullable IsolatedWork host;

    Isolation(SharedWriter writer) {
        this.writer = writer;
    }

    boolean isGuest() {
        return host != null;
    }

    /** A transaction of the session's own has begun. */
    void begun(OpenTransaction open) {
        base = writer.hasSeenIsolatedWork() ? open.setSavepoint() : 0;
    }

    /** The transaction has ended, or is about to; returns what guests have done in it, or null. */
    @Nullable
    IsolatedWork ended() {
        IsolatedWork work = guests;
        guests = null;
        return work;
    }

    /** Enters the transaction of another session of the thread, if that may be. */
    OpenTransaction join(@Nullable OpenTransaction outer, Isolation other) throws SQLException {
        if (outer == null || !IsolatedWork.isRunning()) {
            throw Failure.TRANSACTION_STATE.of("this thread holds the writer of "
                    + writer.store().store().config().path()
                    + " already, by another connection whose transaction is open, and SQLite has no second one: use the open"
                    + " transaction instead. What is to be stored whatever becomes of that (REQUIRES_NEW, a second"
                    + " EntityManager) must run before it or after it, or on another thread after its commit; what may fail"
                    + " alone is a savepoint (NESTED)");
        }
        writer.seenIsolatedWork();
        IsolatedWork work = other.guests == null ? new IsolatedWork(writer.store(), other.base) : other.guests;
        other.guests = work;
        OpenTransaction joined = work.join(outer);
        host = work;
        return joined;
    }

    /** The session is a guest no more. */
    void left() {
        host = null;
    }

    /** The session has changed something. */
    void changed(String sql, @Nullable Object[] values, long rows) {
        if (host != null) {
            host.changed(sql, values, rows);
        }
    }

    /** The session has rolled back to a savepoint; what guests have done since is done once more. */
    void rolledBackTo(int savepoint, OpenTransaction open) throws SQLException {
        if (guests != null) {
            guests.repeatSince(savepoint, open);
        }
    }
}
