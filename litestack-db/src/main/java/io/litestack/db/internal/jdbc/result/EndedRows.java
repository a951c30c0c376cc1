package io.litestack.db.internal.jdbc.result;

import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.function.Supplier;

/** What a result reads once it has no rows any more: so nothing has to be asked before each column of those that have. */
public enum EndedRows implements RowSource {
    /** All were read. */
    AFTER_LAST(() -> Failure.CURSOR_STATE.of("there is no current row: next() has returned false")),

    /** The result was closed, or what it was read in has ended. */
    CLOSED(() -> JdbcErrors.closed("result set"));

    @SuppressWarnings("ImmutableEnumChecker") // it has no state
    private final Supplier<SQLException> reason;

    EndedRows(Supplier<SQLException> reason) {
        this.reason = reason;
    }

    @Override
    public boolean next() throws SQLException {
        if (this == CLOSED) {
            throw reason.get();
        }
        return false;
    }

    @Override
    public void close() {
        // they are
    }

    @Override
    public int findColumn(String label) throws SQLException {
        throw reason.get();
    }

    @Override
    public ResultSetMetaData metaData(boolean isLive) throws SQLException {
        throw reason.get();
    }

    @Override
    public String getString(int column) throws SQLException {
        throw reason.get();
    }

    @Override
    public long getLong(int column) throws SQLException {
        throw reason.get();
    }

    @Override
    public double getDouble(int column) throws SQLException {
        throw reason.get();
    }

    @Override
    public byte[] getBytes(int column) throws SQLException {
        throw reason.get();
    }

    @Override
    public Object getObject(int column) throws SQLException {
        throw reason.get();
    }

    @Override
    public boolean wasNull() throws SQLException {
        throw reason.get();
    }
}
