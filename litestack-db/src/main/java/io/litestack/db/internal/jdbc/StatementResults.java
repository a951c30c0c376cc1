package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.result.JdbcResultSet;
import io.litestack.db.internal.jdbc.result.MemoryRows;
import io.litestack.db.internal.jdbc.result.NothingHeld;
import io.litestack.db.internal.jdbc.result.RowSource;
import io.litestack.db.internal.jdbc.session.Execution;
import io.litestack.db.internal.jdbc.session.Session;
import io.litestack.db.internal.jdbc.session.SessionStatement;
import io.litestack.db.internal.jdbc.value.ValueReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the execution of a statement leaves: one result at a time, a count, keys; and how it ends. Used with the session's lock held,
 * but for what is only asked, and for {@link #cancel}.
 */
abstract class StatementResults extends StatementSettings implements JdbcResultSet.Owner, SessionStatement {
    final JdbcConnection connection;
    final Session session;
    private @Nullable KeyRequest keyRequest;
    private @Nullable JdbcResultSet result;

    /** What is executed now, or has a result that is open; read by who cancels. */
    private volatile @Nullable Execution execution;

    private long updateCount = -1;
    private @Nullable MemoryRows keys;

    StatementResults(JdbcConnection connection, @Nullable KeyRequest keyRequest) {
        this.connection = connection;
        this.session = connection.session();
        this.keyRequest = keyRequest;
    }

    /** The connection may have a limit for all of its statements. */
    @Override
    final long limitNanos() {
        return Math.min(super.limitNanos(), connection.networkTimeoutNanos());
    }

    /** The keys that the next executions are to give; null for none. */
    final void wantKeys(@Nullable KeyRequest request) {
        keyRequest = request;
    }

    final @Nullable KeyRequest keyRequest() {
        return keyRequest;
    }

    // What is executed.

    /** Ends what was executed before. */
    final void begin() throws SQLException {
        endExecution();
        keys = null;
        updateCount = -1;
    }

    final void began(Execution running) {
        execution = running;
    }

    final void abandon(Execution running) {
        execution = null;
        running.fail();
    }

    final void ended() {
        execution = null;
    }

    final void show(RowSource rows) {
        result = new JdbcResultSet(this, rows, this, maxRows());
    }

    /** The result that is open. */
    final ResultSet shown() {
        return Objects.requireNonNull(result);
    }

    final void countIs(long count) {
        updateCount = count;
    }

    final long count() {
        return updateCount;
    }

    final void keysAre(@Nullable MemoryRows rows) {
        keys = rows;
    }

    // The end of an execution.

    /** Closes the open result, if any, and ends what it was read in. */
    @Override
    public final void endExecution() throws SQLException {
        session.lock();
        try {
            JdbcResultSet open = result;
            result = null;
            if (open != null) {
                open.markClosed();
            }
            endRunning();
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        } finally {
            session.unlock();
        }
    }

    private void endRunning() throws SQLException {
        Execution running = execution;
        execution = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public final void exhausted(JdbcResultSet ended) throws SQLException {
        session.lock();
        try {
            if (result == ended) {
                endRunning();
            }
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        } finally {
            session.unlock();
        }
    }

    @Override
    public final void closed(JdbcResultSet ended) throws SQLException {
        session.lock();
        try {
            if (result == ended) {
                endExecution();
                if (closesOnCompletion()) {
                    close();
                }
            }
        } finally {
            session.unlock();
        }
    }

    /** The connection is closed: what has not been committed is rolled back. */
    @Override
    public final void abandon() {
        markClosed();
        JdbcResultSet open = result;
        result = null;
        if (open != null) {
            open.markClosed();
        }
        Execution running = execution;
        execution = null;
        if (running != null) {
            running.fail();
        }
    }

    /** What another thread runs on it is interrupted. */
    @Override
    public final void close() throws SQLException {
        if (!isClosed()) {
            // more than once: it may be about to begin
            session.lockAgainst(this::interrupt);
            try {
                markClosed();
                session.forget(this);
                endExecution();
            } finally {
                session.unlock();
            }
        }
    }

    /** Interrupts what runs now; waits for nothing, and any thread may call it. */
    @Override
    public final void cancel() throws SQLException {
        refuseIfClosed();
        interrupt();
    }

    @Override
    public final void interrupt() {
        Execution running = execution;
        if (running != null) {
            running.interrupt();
        }
    }

    // What is asked of the last execution.

    @Override
    public final ValueReader values() {
        return connection.values().reader();
    }

    @Override
    public final @Nullable ResultSet getResultSet() throws SQLException {
        refuseIfClosed();
        return result;
    }

    @Override
    public final int getUpdateCount() throws SQLException {
        return (int) Math.min(Integer.MAX_VALUE, getLargeUpdateCount());
    }

    @Override
    public final long getLargeUpdateCount() throws SQLException {
        refuseIfClosed();
        return updateCount;
    }

    @Override
    public final boolean getMoreResults() throws SQLException {
        return getMoreResults(CLOSE_CURRENT_RESULT);
    }

    /** There is never another result. */
    @Override
    public final boolean getMoreResults(int current) throws SQLException {
        refuseIfClosed();
        if (current == KEEP_CURRENT_RESULT && result != null) {
            throw JdbcErrors.unsupported("keeping a result open beside the next one");
        }
        endExecution();
        updateCount = -1;
        return false;
    }

    @Override
    public final ResultSet getGeneratedKeys() throws SQLException {
        refuseIfClosed();
        MemoryRows rows = keys == null ? JdbcKeys.none(keyRequest) : keys.again();
        return new JdbcResultSet(this, rows, new NothingHeld(values()), 0);
    }

    @Override
    public final Connection getConnection() throws SQLException {
        refuseIfClosed();
        return connection;
    }
}
