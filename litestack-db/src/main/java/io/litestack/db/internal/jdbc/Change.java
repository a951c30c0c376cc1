package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.result.MemoryRows;
import io.litestack.db.internal.jdbc.session.Execution;
import io.litestack.db.internal.jdbc.session.Lease;
import io.litestack.db.internal.jdbc.session.ParsedSql;
import io.litestack.db.internal.jdbc.session.SessionFunctions;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One execution of a statement that may change something: how many rows it has changed, what it has returned, and its keys. */
final class Change {
    private final long rows;
    private final @Nullable MemoryRows returned;
    private final @Nullable MemoryRows keys;

    private Change(long rows, @Nullable MemoryRows returned, @Nullable MemoryRows keys) {
        this.rows = rows;
        this.returned = returned;
        this.keys = keys;
    }

    /** Runs a statement in a lease, which it ends if that is the statement's own. */
    static Change run(ExecutingStatement statement, Lease lease, ParsedSql text, @Nullable Object[] values)
            throws SQLException {
        SessionFunctions functions = new SessionFunctions(text, statement.session.lastWrite());
        JdbcKeys.Plan plan = plan(statement, lease, text, functions.text());
        Execution running = statement.start(lease, plan.sql(), !functions.isReplaced());
        boolean isDone = false;
        try {
            MemoryRows rows = running.run(values) ? running.readAll() : null;
            Change change = read(text, running, plan, rows);
            statement.session.changed(text, values, change.rows);
            running.close();
            statement.ended();
            isDone = true;
            return change;
        } finally {
            if (!isDone) {
                statement.abandon(running);
            }
        }
    }

    private static JdbcKeys.Plan plan(ExecutingStatement statement, Lease lease, ParsedSql text, String sql)
            throws SQLException {
        boolean isDone = false;
        try {
            if (text.attaches()) {
                throw JdbcErrors.unsupported(
                        "ATTACH as text",
                        "all connections of a store share its file, and a commit over two files is not atomic; open a"
                                + " second Database for the other one");
            } else if (text.changesSchema()) {
                statement.aboutToChangeSchema(text);
            }
            JdbcKeys.Plan plan = statement.connection.keys().plan(text, sql, statement.keyRequest(), lease.source());
            isDone = true;
            return plan;
        } finally {
            if (!isDone) {
                lease.failed();
            }
        }
    }

    /** For what changes no rows SQLite would tell the count of the statement before. */
    private static Change read(ParsedSql text, Execution running, JdbcKeys.Plan plan, @Nullable MemoryRows rows)
            throws SQLException {
        boolean isCounted = text.kind() == ParsedSql.Kind.CHANGE;
        long count = isCounted ? running.source().changes() : 0;
        String label = plan.label();
        MemoryRows keys = label == null
                ? rows
                : count == 0 ? null : JdbcKeys.one(label, running.source().lastInsertRowId());
        return new Change(count, text.outline().hasReturning() || !isCounted ? rows : null, keys);
    }

    /** How many rows it has changed. */
    long rows() {
        return rows;
    }

    /** The rows of its RETURNING clause, or null if it has none. */
    @Nullable
    MemoryRows returned() {
        return returned;
    }

    /** The keys that were asked for, or null if there are none. */
    @Nullable
    MemoryRows keys() {
        return keys;
    }
}
