package io.litestack.core.internal.sqlite;

import io.litestack.core.spi.sql.SqlInsert;
import io.litestack.core.spi.sql.SqlScript;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The statements of one connection that were compiled from callers' texts, which the guard has allowed. They are lent for one use
 * at a time and kept for the next; a text that is in use already is compiled once more. Used by the connection's thread alone.
 */
public final class CallerStatements {
    private static final String SCHEMA_VERSION = "PRAGMA schema_version";

    private final CachedConnection connection;
    private final StatementCache kept = new StatementCache();

    /** How often the schema was changed on this connection. */
    private int schemaChanges;

    CallerStatements(CachedConnection connection) {
        this.connection = connection;
    }

    /**
     * Lends a statement; {@link #giveBack} or {@link #discard} ends the loan.
     *
     * @throws IllegalArgumentException if the guard refuses the text
     */
    public PreparedSql lend(String sql, SqlGuard guard) throws SQLException {
        PreparedSql cached = kept.get(sql);
        if (cached != null
                && cached.dependsOnColumns
                && !cached.inUse
                && cached.schemaVersion != connection.single(SCHEMA_VERSION)) {
            forget(cached);
            cached = null;
        }
        if (cached != null && !cached.inUse) {
            expect(cached.changesSchema, cached.mayChangeSettings);
            cached.inUse = true;
            return cached;
        }
        PreparedSql fresh = compile(sql, guard.one(sql));
        fresh.inUse = true;
        if (cached == null) {
            kept.keep(fresh).forEach(connection::close);
        }
        return fresh;
    }

    /** As {@link #lend}, for a text that will not come again: its statement is not kept. */
    PreparedSql compileOnce(String sql, SqlGuard guard) throws SQLException {
        PreparedSql fresh = compile(sql, guard.one(sql));
        fresh.inUse = true;
        return fresh;
    }

    private PreparedSql compile(String sql, SqlScript.Statement text) throws SQLException {
        expect(text);
        PreparedStatement jdbc = new KeptStatement(connection.driver(), sql);
        boolean isKnown = false;
        try {
            PreparedSql fresh = new PreparedSql(jdbc, sql, text);
            if (fresh.dependsOnColumns) {
                fresh.schemaVersion = connection.single(SCHEMA_VERSION);
            }
            isKnown = true;
            return fresh;
        } finally {
            if (!isKnown) {
                connection.close(jdbc);
            }
        }
    }

    /** Called before a statement is compiled that a caller gave. */
    void expect(SqlScript.Statement text) throws SQLException {
        expect(PreparedSql.changesSchema(text), ConnectionSettings.mayChange(text));
    }

    private void expect(boolean changesSchema, boolean mayChangeSettings) throws SQLException {
        if (changesSchema) {
            schemaChanges++;
        }
        if (mayChangeSettings) {
            connection.settings().watch();
        }
    }

    public void giveBack(PreparedSql statement) {
        statement.inUse = false;
        statement.limit(Long.MAX_VALUE);
        if (!statement.kept) {
            connection.close(statement);
        }
    }

    /** After an error the driver may have finalised the statement: it is not used again. */
    void discard(PreparedSql statement) {
        statement.inUse = false;
        forget(statement);
    }

    private void forget(PreparedSql statement) {
        kept.remove(statement);
        connection.close(statement);
    }

    /** Whether each row that a statement changes is a new one with an id, so that the last id is that of the last row. */
    public boolean givesRowId(PreparedSql statement) throws SQLException {
        if (statement.givesRowIdAsOf != schemaChanges) {
            SqlInsert insert = SqlInsert.of(statement.sql).orElse(null);
            statement.givesRowId = insert != null && !insert.mayUpdate() && hasRowIds(insert);
            statement.givesRowIdAsOf = schemaChanges;
        }
        return statement.givesRowId;
    }

    private boolean hasRowIds(SqlInsert insert) throws SQLException {
        PreparedStatement statement = connection.prepare(SqlInsert.HAS_ROW_IDS);
        statement.setString(1, insert.table());
        statement.setString(2, insert.schema());
        try (ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Forgets all statements, closing them. */
    void close() {
        kept.clear().forEach(connection::close);
    }

    /** Those that are kept. */
    StatementCache kept() {
        return kept;
    }
}
