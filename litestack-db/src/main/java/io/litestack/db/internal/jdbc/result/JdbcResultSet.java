package io.litestack.db.internal.jdbc.result;

import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.error.Wrappers;
import io.litestack.db.internal.jdbc.meta.ResultColumns;
import io.litestack.db.internal.jdbc.value.ValueReader;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Rows, forward only. When they are used up, what they were read in ends without being asked to; the result stays open until it
 * is closed, or its statement is executed again.
 */
public final class JdbcResultSet extends ColumnsByIndex {
    /** Who has made a result, and is told of its end. */
    public interface Owner {
        /** How its values are read. */
        ValueReader values();

        /** The rows are used up. */
        void exhausted(JdbcResultSet result) throws SQLException;

        /** The user closes it. */
        void closed(JdbcResultSet result) throws SQLException;
    }

    private final @Nullable Statement statement;
    private final Owner owner;
    private final long maxRows;
    private long row;
    private int fetchSize;
    private boolean closed;
    private final RowSource first;
    private @Nullable ResultSetMetaData metaData;

    public JdbcResultSet(@Nullable Statement statement, RowSource rows, Owner owner, long maxRows) {
        super(new BeforeFirst(rows), owner.values());
        this.first = rows;
        this.statement = statement;
        this.owner = owner;
        this.maxRows = maxRows;
    }

    @Override
    public boolean next() throws SQLException {
        if (row == 0 && rows instanceof BeforeFirst) {
            rows = first;
        }
        if ((maxRows == 0 || row < maxRows) && rows.next()) {
            row++;
            return true;
        }
        if (rows != EndedRows.AFTER_LAST) {
            detachColumns();
            owner.exhausted(this);
            end();
        }
        return false;
    }

    /** No rows are read any more: whoever calls this ends what they were read in. */
    public void end() {
        if (rows != EndedRows.CLOSED) {
            rows = EndedRows.AFTER_LAST;
            row = 0;
        }
    }

    /** Closes it; whoever calls this ends what its rows were read in. */
    public void markClosed() {
        detachColumns();
        rows = EndedRows.CLOSED;
        closed = true;
    }

    /** Before the rows end: who still has the columns must not ask the driver of them. */
    private void detachColumns() {
        if (metaData instanceof ResultColumns columns) {
            columns.detach();
        }
    }

    @Override
    public void close() throws SQLException {
        if (!closed) {
            RowSource open = rows;
            markClosed();
            try {
                open.close();
            } finally {
                owner.closed(this);
            }
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    private void refuseIfClosed() throws SQLException {
        if (closed) {
            throw JdbcErrors.closed("result set");
        }
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        refuseIfClosed();
        ResultSetMetaData known = metaData;
        if (known == null) {
            known = first.metaData(!(rows instanceof EndedRows));
            metaData = known;
        }
        return known;
    }

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        refuseIfClosed();
        return statement;
    }

    @Override
    public int getRow() throws SQLException {
        refuseIfClosed();
        return (int) row;
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        refuseIfClosed();
        return row == 0 && rows != EndedRows.AFTER_LAST;
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        refuseIfClosed();
        return rows == EndedRows.AFTER_LAST;
    }

    @Override
    public boolean isFirst() throws SQLException {
        refuseIfClosed();
        return row == 1;
    }

    @Override
    public boolean isLast() throws SQLException {
        throw forwardOnly("isLast");
    }

    private static SQLException forwardOnly(String what) {
        return JdbcErrors.unsupported(what + " of a result set, which is forward only,");
    }

    @Override
    public void beforeFirst() throws SQLException {
        throw forwardOnly("beforeFirst");
    }

    @Override
    public void afterLast() throws SQLException {
        throw forwardOnly("afterLast");
    }

    @Override
    public boolean first() throws SQLException {
        throw forwardOnly("first");
    }

    @Override
    public boolean last() throws SQLException {
        throw forwardOnly("last");
    }

    @Override
    public boolean absolute(int number) throws SQLException {
        throw forwardOnly("absolute");
    }

    @Override
    public boolean relative(int number) throws SQLException {
        throw forwardOnly("relative");
    }

    @Override
    public boolean previous() throws SQLException {
        throw forwardOnly("previous");
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        refuseIfClosed();
        if (direction != FETCH_FORWARD) {
            throw forwardOnly("setFetchDirection");
        }
    }

    @Override
    public int getFetchDirection() throws SQLException {
        refuseIfClosed();
        return FETCH_FORWARD;
    }

    @Override
    public void setFetchSize(int value) throws SQLException {
        refuseIfClosed();
        if (value < 0) {
            throw Failure.BAD_ARGUMENT.of("a fetch size must not be negative, but is " + value);
        }
        fetchSize = value;
    }

    @Override
    public int getFetchSize() throws SQLException {
        refuseIfClosed();
        return fetchSize;
    }

    @Override
    public int getType() throws SQLException {
        refuseIfClosed();
        return TYPE_FORWARD_ONLY;
    }

    @Override
    public int getConcurrency() throws SQLException {
        refuseIfClosed();
        return CONCUR_READ_ONLY;
    }

    @Override
    public int getHoldability() throws SQLException {
        refuseIfClosed();
        return CLOSE_CURSORS_AT_COMMIT;
    }

    @Override
    public @Nullable String getCursorName() throws SQLException {
        throw JdbcErrors.unsupported("a cursor's name");
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        refuseIfClosed();
        return null;
    }

    @Override
    public void clearWarnings() throws SQLException {
        refuseIfClosed();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Wrappers.unwrap(this, type);
    }

    @Override
    public boolean isWrapperFor(@Nullable Class<?> type) {
        return type != null && type.isInstance(this);
    }

    @Override
    public String toString() {
        return "ResultSet of " + statement;
    }

    public static boolean isOpen(@Nullable ResultSet result) throws SQLException {
        return result != null && !result.isClosed();
    }
}
