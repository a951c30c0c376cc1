package io.litestack.db.internal.jdbc;

import io.litestack.core.spi.sql.SqlCreate;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.result.MemoryRows;
import io.litestack.db.internal.jdbc.session.Execution;
import io.litestack.db.internal.jdbc.session.Lease;
import io.litestack.db.internal.jdbc.session.ParsedSql;
import io.litestack.db.internal.jdbc.session.SessionFunctions;
import io.litestack.db.internal.jdbc.session.TextControl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What executing has in common, whether a statement is prepared or not.
 *
 * <p>Rows of a query are read as they are asked for; the rows of a change, which a RETURNING clause gives, are all read when it
 * is executed, and then, in autocommit, committed at once. Keys are held in memory likewise.
 */
abstract class ExecutingStatement extends StatementResults {
    static final @Nullable Object[] NO_VALUES = {};

    /** What can be temporary: it goes under another name while the connection does not use it. */
    private static final Set<String> KEPT_APART = Set.of("TABLE", "INDEX");

    /** How many rows the last statement has changed, whatever it has returned. */
    private long changed;

    ExecutingStatement(JdbcConnection connection, @Nullable KeyRequest keyRequest) {
        super(connection, keyRequest);
    }

    // Executions.

    /** Executes; true if there is a result, false if there is a count. */
    final boolean executeText(ParsedSql text, @Nullable Object[] values) throws SQLException {
        session.lock();
        try {
            refuseIfClosed();
            begin();
            changed = 0;
            return switch (text.kind()) {
                case QUERY -> query(text, values);
                case CHANGE, OTHER -> change(text, values);
                case PRAGMA -> pragma(text);
                case PRAGMAS -> pragmas(text);
                case VACUUM -> vacuum(text, values);
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
            return shown();
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
                countIs(count);
            }
            return count();
        } finally {
            session.unlock();
        }
    }

    private boolean nothing() {
        countIs(0);
        return false;
    }

    private boolean control(ParsedSql text) throws SQLException {
        TextControl.run(text, session);
        return nothing();
    }

    private boolean vacuum(ParsedSql text, @Nullable Object[] values) throws SQLException {
        connection.vacuum(text, values);
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
        countIs(count);
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
                show(
                        lease.isOwn()
                                ? connection.metaData().described(allOf(running), text.text())
                                : new DriverRows(running, connection.metaData(), text.text()));
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
        ended();
        running.close();
        return rows;
    }

    private boolean change(ParsedSql text, @Nullable Object[] values) throws SQLException {
        Change change = Change.run(this, session.lease(false, limitNanos()), text, values);
        changed = change.rows();
        keysAre(keyRequest() == null ? null : change.keys());
        MemoryRows returned = change.returned();
        if (returned != null) {
            show(connection.metaData().described(returned, text.text()));
            return true;
        }
        countIs(changed);
        return false;
    }

    /** What is known of tables may be wrong after it. */
    final void aboutToChangeSchema(ParsedSql text) throws SQLException {
        connection.keys().forgetTables();
        SqlCreate creation = text.creation().orElse(null);
        if (creation != null && creation.isTemporary()) {
            if (!KEPT_APART.contains(creation.kind())) {
                throw Failure.UNSUPPORTED.of(
                        "a temporary view or trigger, or a virtual table, is not supported: SQLite keeps it"
                                + " with the writer, which all connections share. Make a temporary table: "
                                + text.text());
            }
            session.usesTemporaryTables();
        }
    }

    /** Begins an execution; its statement is kept for the next unless its text will not come again. */
    final Execution start(Lease lease, String sql, boolean isKept) throws SQLException {
        Execution running = Execution.of(lease, sql, isKept && !session.hasTemporaryTables());
        running.limit(limitNanos());
        began(running);
        return running;
    }
}
