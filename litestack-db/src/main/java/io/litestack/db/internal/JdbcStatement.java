package io.litestack.db.internal;

import io.litestack.core.spi.sql.SqlInsert;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A statement that keeps what was set on it, and sets it on a statement of the store when it is executed: so it can be
 * prepared before its transaction begins, and used over many of them.
 */
final class JdbcStatement extends JdbcProxy<Statement> {
    /** One row of a batch: what was set for it, or its text. */
    private record BatchRow(
            TreeMap<Integer, JdbcValue> values, @Nullable String sql) {}

    private final JdbcConnection connection;
    private final @Nullable String prepared;
    private final @Nullable JdbcSql preparedSql;
    private final Map<Integer, JdbcValue> values = new TreeMap<>();
    private final List<BatchRow> batch = new ArrayList<>();
    private final List<Long> keys = new ArrayList<>();
    private @Nullable List<String> keyNames;
    private int maxRows;
    private int fetchSize;
    private int queryTimeout;
    private boolean closesOnCompletion;
    private boolean closed;

    private @Nullable JdbcLease lease;
    private @Nullable PreparedStatement running;
    private @Nullable Connection runningOn;
    private @Nullable JdbcResult result;
    private long updateCount = -1;

    /** A statement with a text of its own, or without one. */
    JdbcStatement(JdbcConnection connection, @Nullable String prepared, @Nullable List<String> keyNames) {
        super(prepared == null ? Statement.class : PreparedStatement.class);
        this.connection = connection;
        this.prepared = prepared;
        this.preparedSql = prepared == null ? null : JdbcSql.of(prepared);
        this.keyNames = keyNames;
    }

    @Override
    @Nullable
    Object call(Method method, @Nullable Object[] arguments) throws Throwable {
        synchronized (connection) {
            return callLocked(method, arguments);
        }
    }

    private @Nullable Object callLocked(Method method, @Nullable Object[] arguments) throws Throwable {
        String name = method.getName();
        if (name.equals("close")) {
            return close();
        } else if (name.equals("isClosed")) {
            return closed;
        } else if (closed) {
            throw JdbcErrors.closed("statement");
        } else if (method.getDeclaringClass() == PreparedStatement.class && name.startsWith("set")) {
            return setValue(method, arguments);
        }
        return switch (name) {
            case "execute" -> execute(textOf(arguments));
            case "executeQuery" -> query(textOf(arguments));
            case "executeUpdate" -> (int) update(textOf(arguments));
            case "executeLargeUpdate" -> update(textOf(arguments));
            case "addBatch" -> addBatch(arguments);
            case "clearBatch" -> cleared(batch);
            case "executeBatch" ->
                Arrays.stream(runBatch()).mapToInt(it -> (int) it).toArray();
            case "executeLargeBatch" -> runBatch();
            case "clearParameters" -> clearParameters();
            default -> about(name, arguments);
        };
    }

    /** What is asked of the last execution, and settings. */
    private @Nullable Object about(String name, @Nullable Object[] arguments) throws SQLException {
        return switch (name) {
            case "getResultSet" -> result == null ? null : result.proxy();
            case "getUpdateCount" -> (int) updateCount;
            case "getLargeUpdateCount" -> updateCount;
            case "getMoreResults" -> noMoreResults();
            case "getGeneratedKeys" -> generatedKeys();
            case "getMetaData" -> result == null ? null : result.proxy().getMetaData();
            case "getConnection" -> connection.proxy();
            case "getMaxRows" -> maxRows;
            case "getFetchSize" -> fetchSize;
            case "getQueryTimeout" -> queryTimeout;
            case "setMaxRows", "setFetchSize", "setQueryTimeout" -> setLimit(name, arguments);
            case "closeOnCompletion" -> closeOnCompletion();
            case "isCloseOnCompletion" -> closesOnCompletion;
            case "getResultSetType" -> ResultSet.TYPE_FORWARD_ONLY;
            case "getResultSetConcurrency" -> ResultSet.CONCUR_READ_ONLY;
            case "getResultSetHoldability" -> ResultSet.CLOSE_CURSORS_AT_COMMIT;
            case "getFetchDirection" -> ResultSet.FETCH_FORWARD;
            case "getMaxFieldSize" -> 0;
            case "isPoolable" -> false;
            case "getWarnings",
                    "clearWarnings",
                    "cancel",
                    "setPoolable",
                    "setEscapeProcessing",
                    "setMaxFieldSize",
                    "setFetchDirection" -> null;
            default -> throw JdbcErrors.unsupported(name);
        };
    }

    private @Nullable Object setLimit(String name, @Nullable Object[] arguments) throws SQLException {
        int value = number(arguments);
        switch (name) {
            case "setMaxRows" -> maxRows = value;
            case "setFetchSize" -> fetchSize = value;
            default -> queryTimeout = value;
        }
        return null;
    }

    private @Nullable Object closeOnCompletion() {
        closesOnCompletion = true;
        return null;
    }

    private static int number(@Nullable Object[] arguments) throws SQLException {
        int value = ((Number) Objects.requireNonNull(arguments[0])).intValue();
        if (value < 0) {
            throw new SQLException("a limit must not be negative, but is " + value);
        }
        return value;
    }

    // What is set before the execution.

    private String textOf(@Nullable Object[] arguments) throws SQLException {
        if (arguments.length == 0) {
            if (prepared == null) {
                throw new SQLException("a statement that is not prepared needs the text of what to execute");
            }
            return prepared;
        }
        if (prepared != null) {
            throw new SQLException("a prepared statement has its text already");
        }
        keyNames = JdbcKeys.namesAskedFor(arguments);
        return (String) Objects.requireNonNull(arguments[0]);
    }

    private @Nullable Object setValue(Method method, @Nullable Object[] arguments) throws SQLException {
        if (prepared == null) {
            throw new SQLException("a statement that is not prepared has no parameters");
        }
        values.put((Integer) Objects.requireNonNull(arguments[0]), JdbcValue.of(method, arguments));
        return null;
    }

    private @Nullable Object clearParameters() {
        values.clear();
        return null;
    }

    private static @Nullable Object cleared(List<?> list) {
        list.clear();
        return null;
    }

    private @Nullable Object addBatch(@Nullable Object[] arguments) throws SQLException {
        String sql = textOf(arguments);
        batch.add(new BatchRow(new TreeMap<>(values), arguments.length == 0 ? null : sql));
        return null;
    }

    // Executions.

    private boolean execute(String sql) throws SQLException {
        endExecution();
        JdbcSql read = read(sql);
        begin(read.onlyReads());
        boolean isDone = false;
        try {
            boolean hasRows = run(sql, read, values);
            isDone = true;
            if (!hasRows) {
                finish();
            }
            return hasRows;
        } finally {
            if (!isDone) {
                fail();
            }
        }
    }

    private JdbcSql read(String sql) {
        return preparedSql == null ? JdbcSql.of(sql) : preparedSql;
    }

    private ResultSet query(String sql) throws SQLException {
        if (!execute(sql) || result == null) {
            throw new SQLException("the statement returns no rows; use executeUpdate: " + sql);
        }
        return result.proxy();
    }

    private long update(String sql) throws SQLException {
        if (execute(sql)) {
            long count = countRows();
            endExecution();
            updateCount = read(sql).onlyReads() ? 0 : count;
        }
        return updateCount;
    }

    /** A RETURNING clause has its effect once all rows are read. */
    private long countRows() throws SQLException {
        ResultSet rows = Objects.requireNonNull(result).proxy();
        long count = 0;
        boolean areRead = false;
        try {
            while (rows.next()) {
                count++;
            }
            areRead = true;
            return count;
        } finally {
            if (!areRead) {
                fail();
            }
        }
    }

    /** All rows of the batch, in one transaction. */
    private long[] runBatch() throws SQLException {
        endExecution();
        List<BatchRow> rows = new ArrayList<>(batch);
        batch.clear();
        if (rows.isEmpty()) {
            return new long[0];
        }
        long[] counts = new long[rows.size()];
        begin(false);
        int done = 0;
        try {
            for (; done < counts.length; done++) {
                counts[done] = runRow(rows.get(done));
            }
        } catch (SQLException | RuntimeException e) {
            boolean isUndone = Objects.requireNonNull(lease).isOwn();
            throw JdbcErrors.ofBatch(e, done, Arrays.copyOf(counts, isUndone ? 0 : done));
        } finally {
            if (done < counts.length) {
                fail();
            }
        }
        finish();
        updateCount = -1;
        return counts;
    }

    private long runRow(BatchRow row) throws SQLException {
        String sql = row.sql() == null ? Objects.requireNonNull(prepared) : row.sql();
        if (run(sql, read(sql), row.values())) {
            throw new SQLException("a statement of a batch must not return rows: " + sql);
        }
        return updateCount;
    }

    private void begin(boolean onlyReads) throws SQLException {
        keys.clear();
        lease = connection.lease(onlyReads);
    }

    /** Runs the text in the lease; true if there are rows. */
    private boolean run(String sql, JdbcSql read, Map<Integer, JdbcValue> with) throws SQLException {
        if (read.changesSchema()) {
            connection.keys().forgetTables();
        }
        PreparedStatement statement = statementFor(sql);
        for (var value : with.entrySet()) {
            value.getValue().bind(statement, value.getKey());
        }
        if (statement.execute()) {
            result = new JdbcResult(
                    connection, proxy(), Objects.requireNonNull(statement.getResultSet()), this::closeResult);
            updateCount = -1;
            return true;
        }
        updateCount = read.changesRows() ? Math.max(0, statement.getLargeUpdateCount()) : 0;
        SqlInsert insert = keyNames != null && updateCount > 0 ? read.insert().orElse(null) : null;
        if (insert != null) {
            addKey(insert, Objects.requireNonNull(runningOn));
        }
        return false;
    }

    private void addKey(SqlInsert insert, Connection on) throws SQLException {
        if (connection.keys().hasIds(insert, on)) {
            keys.add(JdbcKeys.lastRowId(on));
        }
    }

    /** The store's statement, used again while its transaction lasts. */
    private PreparedStatement statementFor(String sql) throws SQLException {
        Connection now = Objects.requireNonNull(lease).connection();
        PreparedStatement statement = running;
        if (statement == null || now != runningOn || prepared == null) {
            closeRunning();
            statement = now.prepareStatement(sql);
            running = statement;
            runningOn = now;
        }
        statement.setMaxRows(maxRows);
        return statement;
    }

    // The end of an execution.

    private boolean noMoreResults() throws SQLException {
        endExecution();
        updateCount = -1;
        return false;
    }

    /** Closes the open result, if any, and ends what the execution ran in. */
    void endExecution() throws SQLException {
        if (result != null) {
            finish();
        }
    }

    /** The execution is over: its own transaction, if it has one, is committed, unless the result cannot be closed. */
    private void finish() throws SQLException {
        JdbcLease ending = lease;
        lease = null;
        boolean isClosed = false;
        try {
            closeResult();
            isClosed = true;
        } finally {
            if (ending != null && isClosed) {
                ending.done();
            } else if (ending != null) {
                ending.failed();
            }
        }
    }

    private void fail() {
        JdbcLease failing = lease;
        lease = null;
        try {
            closeResult();
        } catch (SQLException e) {
            // the statement failed already
        } finally {
            try {
                closeRunning();
            } catch (SQLException e) {
                // likewise
            } finally {
                if (failing != null) {
                    failing.failed();
                }
            }
        }
    }

    private void closeResult() throws SQLException {
        JdbcResult open = result;
        result = null;
        if (open != null) {
            open.closeTarget();
        }
    }

    private void closeRunning() throws SQLException {
        PreparedStatement statement = running;
        running = null;
        runningOn = null;
        if (statement != null) {
            statement.close();
        }
    }

    /** The user closes the result set. */
    private void closeResult(JdbcResult closing) throws SQLException {
        if (result != closing) {
            closing.closeTarget();
            return;
        }
        try {
            finish();
        } finally {
            if (closesOnCompletion) {
                close();
            }
        }
    }

    /** The connection is closed: what has not been committed is rolled back. */
    void abandon() {
        if (!closed) {
            closed = true;
            fail();
        }
    }

    private @Nullable Object close() throws SQLException {
        if (!closed) {
            closed = true;
            connection.forget(this);
            try {
                endExecution();
            } finally {
                closeRunning();
            }
        }
        return null;
    }

    private ResultSet generatedKeys() throws SQLException {
        return JdbcKeys.rows(connection, keys, keyNames);
    }

    @Override
    public String toString() {
        return "Statement[" + (prepared == null ? "" : prepared) + "]";
    }
}
