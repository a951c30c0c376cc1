package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.meta.MemoryColumns;
import io.litestack.db.internal.jdbc.meta.MetaAccess;
import io.litestack.db.internal.jdbc.meta.ResultColumns;
import io.litestack.db.internal.jdbc.result.JdbcResultSet;
import io.litestack.db.internal.jdbc.result.MemoryRows;
import io.litestack.db.internal.jdbc.result.NothingHeld;
import io.litestack.db.internal.jdbc.session.Execution;
import io.litestack.db.internal.jdbc.session.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How metadata reads the schema: in the open transaction, if there is one, else on a reader, which it gives back at once. */
final class MetaDataAccess implements MetaAccess {
    private final JdbcConnection connection;
    private final StoreDataSource source;

    MetaDataAccess(JdbcConnection connection, StoreDataSource source) {
        this.connection = connection;
        this.source = source;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public String file() {
        return source.file().toString();
    }

    @Override
    public String sqliteVersion() {
        return source.store().sqliteVersion();
    }

    @Override
    public List<@Nullable Object[]> read(String sql, @Nullable Object... values) throws SQLException {
        return compiled(sql, true, execution -> {
            execution.run(values);
            return execution.readAll().all();
        });
    }

    @Override
    public ResultSet show(MemoryColumns columns, List<@Nullable Object[]> rows) throws SQLException {
        return new JdbcResultSet(
                null,
                new MemoryRows(columns, rows),
                new NothingHeld(connection.values().reader()),
                0);
    }

    /** The columns of a statement's result: of one that is open, or of one that is not. */
    ResultColumns columns(String sql, @Nullable ResultSetMetaData live) {
        return new ResultColumns(new Compiled(sql), live);
    }

    /** Rows that a statement has returned, from the start; it describes their columns when that is asked for. */
    MemoryRows described(MemoryRows rows, String sql) {
        return rows.described(sample -> new ResultColumns(new Compiled(sql), sample));
    }

    /** A statement as it is compiled to describe its columns. */
    private final class Compiled implements ResultColumns.Source {
        private final String sql;

        Compiled(String sql) {
            this.sql = sql;
        }

        @Override
        public <T> T describe(ResultColumns.Question<T> question) throws SQLException {
            return compiled(sql, false, execution -> question.ask(execution.columns()));
        }

        @Override
        public MetaAccess schema() {
            return MetaDataAccess.this;
        }
    }

    /** Fails if a text is no SQL. */
    void compile(String sql) throws SQLException {
        compiled(sql, false, Execution::source);
    }

    /** What is done with a compiled statement. */
    private interface Use<T> {
        T of(Execution execution) throws SQLException;
    }

    /** A statement that ran before does not describe its columns any more, so for that it is compiled anew. */
    private <T> T compiled(String sql, boolean isKept, Use<T> use) throws SQLException {
        Session session = connection.session();
        session.lock();
        try {
            Execution execution = Execution.of(session.metaDataLease(), sql, isKept);
            boolean isDone = false;
            try {
                T result = use.of(execution);
                execution.close();
                isDone = true;
                return result;
            } finally {
                if (!isDone) {
                    execution.fail();
                }
            }
        } catch (SQLException | RuntimeException e) {
            throw JdbcErrors.of(e);
        } finally {
            session.unlock();
        }
    }
}
