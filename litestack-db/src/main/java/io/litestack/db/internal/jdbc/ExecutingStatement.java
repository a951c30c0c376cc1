package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.result.JdbcResultSet;
import io.litestack.db.internal.jdbc.result.MemoryRows;
import io.litestack.db.internal.jdbc.result.NothingHeld;
import io.litestack.db.internal.jdbc.result.RowSource;
import io.litestack.db.internal.jdbc.session.Execution;
import io.litestack.db.internal.jdbc.session.Lease;
import io.litestack.db.internal.jdbc.session.ParsedSql;
import io.litestack.db.internal.jdbc.session.Session;
import io.litestack.db.internal.jdbc.session.SessionFunctions;
import io.litestack.db.internal.jdbc.session.SessionStatement;
import io.litestack.db.internal.jdbc.session.TextControl;
import io.litestack.db.internal.jdbc.value.ValueReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What executing has in common, whether a statement is prepared or not: one result at a time, a count, keys.
 *
 * <p>Rows of a query are read as they are asked for; the rows of a change, which a RETURNING clause gives, are all read when it
 * is executed, and then, in autocommit, committed at once. Keys are held in memory likewise.
 */
abstract class ExecutingStatement extends StatementSettings implements JdbcResultSet.Owner, SessionStatement {
    static final @Nullable Object[] NO_VALUES = {};

    final JdbcConnection connection;
    final Session session;
    private @Nullable KeyRequest keyRequest;
    private @Nullable JdbcResultSet result;

    /** What is executed now, or has a result that is open; read by who cancels. */
    private volatile @Nullable Execution execution;

    private long updateCount = -1;
    private long changed;
    private @Nullable MemoryRows keys;

    ExecutingStatement(JdbcConnection connection, @Nullable KeyRequest keyRequest) {
        this.connection = connection;
        this.session = connection.session();
        this.keyRequest = keyRequest;
    }

    /** The keys that the next executions are to give; null for none. */
    final void wantKeys(@Nullable KeyRequest request) {
        keyRequest = request;
    }

    final @Nullable KeyRequest keyRequest() {
        return keyRequest;
    }

    // Executions.

    /** Executes; true if there is a result, false if there is a count. */
    final boolean executeText(ParsedSql text, @Nullable Object[] values) throws SQLException {
        session.lock();
        try {
            refuseIfClosed();
            begin();
            return switch (text.kind()) {
                case QUERY -> query(text, values);
                case CHANGE, OTHER -> change(text, values);
                case PRAGMA -> pragma(text);
                case PRAGMAS -> pragmas(text);
                case VACUUM -> vacuum(text);
                case EMPTY -> nothing();
                default -> control(text);
            };
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        } finally {
            session.unlock();
        }
    }

    final ResultSet queryText(ParsedSql text, @Nullable Object[] values) throws SQLException {
        session.lock();
        try {
            if (!text.mayReturnRows()) {
                throw noRows(text);
            }
            if (!executeText(text, values)) {
                throw Failure.SEQUENCE.of("the statement has returned no rows: " + text.text());
            }
            return Objects.requireNonNull(result);
        } finally {
            session.unlock();
        }
    }

    /** A text that is no SQL is an error of its own. */
    private SQLException noRows(ParsedSql text) throws SQLException {
        if (text.kind() == ParsedSql.Kind.OTHER && !text.changesSchema()) {
            connection.metaData().compile(text.text());
        }
        return Failure.SEQUENCE.of("the statement returns no rows; use executeUpdate: " + text.text());
    }

    final long updateText(ParsedSql text, @Nullable Object[] values) throws SQLException {
        session.lock();
        try {
            if (executeText(text, values)) {
                long count = changed;
                endExecution();
                updateCount = count;
            }
            return updateCount;
        } finally {
            session.unlock();
        }
    }

    /** Ends what was executed before. */
    final void begin() throws SQLException {
        endExecution();
        keys = null;
        changed = 0;
        updateCount = -1;
    }

    private boolean nothing() {
        updateCount = 0;
        return false;
    }

    private boolean control(ParsedSql text) throws SQLException {
        TextControl.run(text, session);
        return nothing();
    }

    private boolean vacuum(ParsedSql text) throws SQLException {
        connection.vacuum(text);
        return nothing();
    }

    private boolean pragma(ParsedSql text) throws SQLException {
        Pragmas.Outcome outcome = connection.pragma(text);
        if (outcome.query() != null) {
            return query(connection.parsed(outcome.query()), NO_VALUES);
        } else if (outcome.isWrite()) {
            return change(text, NO_VALUES);
        } else if (outcome.rows() != null) {
            show(outcome.rows());
            return true;
        }
        return nothing();
    }

    /** Pragmas around one change, which may want them: if one fails, those before it are undone. Of the results a count is left. */
    private boolean pragmas(ParsedSql text) throws SQLException {
        boolean areKeysEnforced = session.enforcesForeignKeys();
        boolean isDone = false;
        long count = 0;
        try {
            for (String part : text.parts()) {
                executeText(connection.parsed(part), NO_VALUES);
                count += changed;
            }
            isDone = true;
        } finally {
            if (!isDone) {
                session.enforceForeignKeys(areKeysEnforced);
            }
        }
        endExecution();
        updateCount = count;
        return false;
    }

    private boolean query(ParsedSql text, @Nullable Object[] values) throws SQLException {
        SessionFunctions functions = new SessionFunctions(text, session.lastWrite());
        if (functions.areAll()) {
            show(functions.rows());
            return true;
        }
        Lease lease = session.lease(true, limitNanos());
        Execution running = start(lease, functions.text(), !functions.isReplaced());
        boolean isOpen = false;
        try {
            if (running.run(values)) {
                show(lease.isOwn() ? allOf(running) : new DriverRows(running, connection.metaData(), text.text()));
                isOpen = true;
            }
        } finally {
            if (!isOpen) {
                abandon(running);
            }
        }
        return isOpen;
    }

    /** Rows that are read in a write of its own, which does not wait for who reads them. */
    private MemoryRows allOf(Execution running) throws SQLException {
        MemoryRows rows = running.readAll();
        execution = null;
        running.close();
        return rows;
    }

    private boolean change(ParsedSql text, @Nullable Object[] values) throws SQLException {
        Change change = Change.run(this, session.lease(false, limitNanos()), text, values);
        changed = change.rows();
        keys = keyRequest == null ? null : change.keys();
        MemoryRows returned = change.returned();
        if (returned != null) {
            show(returned.again());
            return true;
        }
        updateCount = changed;
        return false;
    }

    /** What is known of tables may be wrong after it. */
    final void aboutToChangeSchema(ParsedSql text) throws SQLException {
        connection.keys().forgetTables();
        if (text.isTemporary()) {
            if (text.isViewOrTrigger()) {
                throw Failure.UNSUPPORTED.of("a temporary view or trigger is not supported: SQLite keeps it with the"
                        + " writer, which all connections share. Make a temporary table: " + text.text());
            }
            session.usesTemporaryTables();
        }
    }

    /** Begins an execution; its statement is kept for the next unless its text will not come again. */
    final Execution start(Lease lease, String sql, boolean isKept) throws SQLException {
        Execution running = Execution.of(lease, sql, isKept && !session.hasTemporaryTables());
        running.limit(limitNanos());
        execution = running;
        return running;
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

    final void countIs(long count) {
        updateCount = count;
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
            interrupt();
            session.lock();
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
