package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.error.Wrappers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The settings of a statement, and what it knows of itself without executing anything. */
abstract class StatementSettings implements Statement {
    private long maxRows;
    private int fetchSize;
    private int queryTimeout;
    private int maxFieldSize;
    private boolean closesOnCompletion;
    private boolean isPoolable;
    private volatile boolean closed;

    @Override
    public final boolean isClosed() {
        return closed;
    }

    final void markClosed() {
        closed = true;
    }

    final void refuseIfClosed() throws SQLException {
        if (closed) {
            throw JdbcErrors.closed("statement");
        }
    }

    private int limit(String what, int value) throws SQLException {
        refuseIfClosed();
        if (value < 0) {
            throw Failure.BAD_ARGUMENT.of(what + " must not be negative, but is " + value);
        }
        return value;
    }

    @Override
    public final int getMaxRows() throws SQLException {
        refuseIfClosed();
        return (int) Math.min(Integer.MAX_VALUE, maxRows);
    }

    @Override
    public final void setMaxRows(int value) throws SQLException {
        maxRows = limit("the most rows", value);
    }

    @Override
    public final long getLargeMaxRows() throws SQLException {
        refuseIfClosed();
        return maxRows;
    }

    @Override
    public final void setLargeMaxRows(long value) throws SQLException {
        limit("the most rows", (int) Math.max(-1, Math.min(1, value)));
        maxRows = value;
    }

    /** The most rows that a result gives, 0 for all. */
    final long maxRows() {
        return maxRows;
    }

    @Override
    public final int getFetchSize() throws SQLException {
        refuseIfClosed();
        return fetchSize;
    }

    /** A hint that is not needed: rows are never read ahead. */
    @Override
    public final void setFetchSize(int value) throws SQLException {
        fetchSize = limit("a fetch size", value);
    }

    @Override
    public final int getQueryTimeout() throws SQLException {
        refuseIfClosed();
        return queryTimeout;
    }

    @Override
    public final void setQueryTimeout(int seconds) throws SQLException {
        queryTimeout = limit("a query timeout", seconds);
    }

    /** How long one call to SQLite may last, in nanoseconds. */
    long limitNanos() {
        return queryTimeout == 0 ? Long.MAX_VALUE : queryTimeout * 1_000_000_000L;
    }

    @Override
    public final int getMaxFieldSize() throws SQLException {
        refuseIfClosed();
        return maxFieldSize;
    }

    @Override
    public final void setMaxFieldSize(int value) throws SQLException {
        maxFieldSize = limit("the largest size of a field", value);
    }

    @Override
    public final void closeOnCompletion() throws SQLException {
        refuseIfClosed();
        closesOnCompletion = true;
    }

    @Override
    public final boolean isCloseOnCompletion() throws SQLException {
        refuseIfClosed();
        return closesOnCompletion;
    }

    final boolean closesOnCompletion() {
        return closesOnCompletion;
    }

    @Override
    public final void setPoolable(boolean value) throws SQLException {
        refuseIfClosed();
        isPoolable = value;
    }

    @Override
    public final boolean isPoolable() throws SQLException {
        refuseIfClosed();
        return isPoolable;
    }

    @Override
    public final void setFetchDirection(int direction) throws SQLException {
        refuseIfClosed();
        if (direction != ResultSet.FETCH_FORWARD
                && direction != ResultSet.FETCH_REVERSE
                && direction != ResultSet.FETCH_UNKNOWN) {
            throw Failure.BAD_ARGUMENT.of("there is no fetch direction " + direction);
        }
    }

    @Override
    public final int getFetchDirection() throws SQLException {
        refuseIfClosed();
        return ResultSet.FETCH_FORWARD;
    }

    @Override
    public final int getResultSetConcurrency() throws SQLException {
        refuseIfClosed();
        return ResultSet.CONCUR_READ_ONLY;
    }

    @Override
    public final int getResultSetType() throws SQLException {
        refuseIfClosed();
        return ResultSet.TYPE_FORWARD_ONLY;
    }

    @Override
    public final int getResultSetHoldability() throws SQLException {
        refuseIfClosed();
        return ResultSet.CLOSE_CURSORS_AT_COMMIT;
    }

    @Override
    public final void setEscapeProcessing(boolean enable) throws SQLException {
        refuseIfClosed();
    }

    @Override
    public final void setCursorName(String name) throws SQLException {
        throw JdbcErrors.unsupported("a cursor's name");
    }

    @Override
    public final @Nullable SQLWarning getWarnings() throws SQLException {
        refuseIfClosed();
        return null;
    }

    @Override
    public final void clearWarnings() throws SQLException {
        refuseIfClosed();
    }

    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        return Wrappers.unwrap(this, type);
    }

    @Override
    public final boolean isWrapperFor(@Nullable Class<?> type) {
        return type != null && type.isInstance(this);
    }
}
