package io.litestack.db.internal.jdbc.session;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.CompiledStatement;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StatementSource;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.result.MemoryRows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a statement: a compiled statement on loan, in what it runs in. It ends once, by {@link #close} or {@link
 * #fail}. Used with the session's lock held; but for {@link #next}, which is for the thread that reads, and {@link #interrupt}.
 */
public final class Execution {
    private final Lease lease;
    private final StatementSource source;
    private final CompiledStatement compiled;
    private final String sql;
    private @Nullable ResultSet rows;
    private boolean isEnded;

    private Execution(Lease lease, CompiledStatement compiled, String sql) {
        this.lease = lease;
        this.source = lease.source();
        this.compiled = compiled;
        this.sql = sql;
    }

    /** Compiles a statement, or finds it compiled if it is of those that are kept. If it cannot, the lease has failed. */
    public static Execution of(Lease lease, String sql, boolean isKept) throws SQLException {
        boolean isLent = false;
        try {
            StatementSource source = lease.source();
            Execution execution = new Execution(lease, isKept ? source.lend(sql) : source.lendOnce(sql), sql);
            isLent = true;
            return execution;
        } catch (SQLException e) {
            throw JdbcErrors.of(e);
        } finally {
            if (!isLent) {
                lease.failed();
            }
        }
    }

    /** Asks something on the side, with two values; it must return all it has soon. */
    public static List<@Nullable Object[]> look(
            StatementSource source, String sql, @Nullable Object first, @Nullable Object second) throws SQLException {
        Execution execution = of(new Side(source), sql, true);
        boolean isDone = false;
        try {
            execution.run(new @Nullable Object[] {first, second});
            List<@Nullable Object[]> rows = execution.readAll().all();
            execution.close();
            isDone = true;
            return rows;
        } finally {
            if (!isDone) {
                execution.fail();
            }
        }
    }

    /** What goes on after a look on the side. */
    private record Side(StatementSource source) implements Lease {
        @Override
        public @Nullable OpenTransaction transaction() {
            return null;
        }

        @Override
        public boolean isOwn() {
            return false;
        }

        @Override
        public void done() {
            // it goes on
        }

        @Override
        public void failed() {
            // likewise
        }
    }

    public StatementSource source() {
        return source;
    }

    /** Limits each call to SQLite. */
    public void limit(long nanos) {
        compiled.limit(nanos);
    }

    /** Any thread may call this. */
    public void interrupt() {
        source.interrupt(compiled);
    }

    /**
     * Executes.
     *
     * @return whether there are rows, perhaps none
     */
    public boolean run(@Nullable Object[] values) throws SQLException {
        PreparedStatement jdbc = compiled.jdbc();
        bind(jdbc, values);
        source.enter(compiled);
        try {
            if (!jdbc.execute()) {
                return false;
            }
            rows = jdbc.getResultSet();
            return true;
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            source.leave();
        }
    }

    private void bind(PreparedStatement jdbc, @Nullable Object[] values) throws SQLException {
        if (values.length != compiled.parameterCount()) {
            throw Failure.PARAMETER_MISSING.of("the statement has " + compiled.parameterCount() + " placeholders, but "
                    + values.length + " were counted; prepare it, and set their values: " + sql);
        }
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof String text) {
                jdbc.setString(i + 1, text);
            } else {
                jdbc.setObject(i + 1, value);
            }
        }
    }

    /** Executes once for each of several rows of values, in one call; returns how many rows each has changed. */
    public long[] runAll(Iterable<@Nullable Object[]> all) throws SQLException {
        PreparedStatement jdbc = compiled.jdbc();
        for (@Nullable Object[] values : all) {
            bind(jdbc, values);
            jdbc.addBatch();
        }
        source.enter(compiled);
        try {
            return jdbc.executeLargeBatch();
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            source.leave();
        }
    }

    /** The rows, as the driver gives them. */
    public ResultSet rows() {
        return Objects.requireNonNull(rows);
    }

    /** The columns that it would have, which are known without running it. */
    public ResultSetMetaData columns() throws SQLException {
        try {
            return compiled.jdbc().getMetaData();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Reads all rows, and how the driver calls their columns. */
    public MemoryRows readAll() throws SQLException {
        ResultSet from = rows();
        ResultSetMetaData columns = from.getMetaData();
        List<String> labels = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            labels.add(columns.getColumnLabel(i));
        }
        List<@Nullable Object[]> all = new ArrayList<>();
        while (next()) {
            @Nullable Object[] row = new Object[labels.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = from.getObject(i + 1);
            }
            all.add(row);
        }
        return new MemoryRows(labels, all);
    }

    /** Goes to the next row. */
    public boolean next() throws SQLException {
        try {
            source.enter(compiled);
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        }
        try {
            ResultSet open = rows;
            if (open == null) {
                throw JdbcErrors.closed("result set"); // by another thread, or with its connection
            }
            return open.next();
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            source.leave();
        }
    }

    private SQLException failure(SQLException e) {
        LitestackException stopped = source.failure(e, sql);
        return stopped == null ? JdbcErrors.of(e) : JdbcErrors.of(stopped);
    }

    /** It is over: the statement goes back, and a transaction of its own is committed, unless the rows cannot be closed. */
    public void close() throws SQLException {
        if (isEnded) {
            return;
        }
        isEnded = true;
        boolean isClosed = false;
        try {
            closeRows();
            isClosed = true;
        } finally {
            if (isClosed) {
                source.giveBack(compiled);
                lease.done();
            } else {
                source.discard(compiled);
                lease.failed();
            }
        }
    }

    private void closeRows() throws SQLException {
        ResultSet open = rows;
        rows = null;
        if (open == null) {
            return;
        }
        try {
            source.enter(compiled);
        } catch (RuntimeException e) {
            return; // the transaction has ended, and its rows with it
        }
        try {
            open.close();
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            source.leave();
        }
    }

    /** It failed: a transaction of its own is rolled back. */
    public void fail() {
        if (!isEnded) {
            isEnded = true;
            rows = null;
            try {
                source.discard(compiled);
            } finally {
                lease.failed();
            }
        }
    }
}
