package io.litestack.db.internal.jdbc.result;

import io.litestack.db.internal.jdbc.error.Failure;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** What a result reads until it is on its first row, where the driver stands already: its columns are known, their values not. */
record BeforeFirst(RowSource rows) implements RowSource {
    private static SQLException refused() {
        return Failure.CURSOR_STATE.of("there is no current row: call next() first");
    }

    @Override
    public boolean next() throws SQLException {
        return rows.next();
    }

    @Override
    public void close() throws SQLException {
        rows.close();
    }

    @Override
    public int findColumn(String label) throws SQLException {
        return rows.findColumn(label);
    }

    @Override
    public ResultSetMetaData metaData(boolean isLive) throws SQLException {
        return rows.metaData(isLive);
    }

    @Override
    public String getString(int column) throws SQLException {
        throw refused();
    }

    @Override
    public long getLong(int column) throws SQLException {
        throw refused();
    }

    @Override
    public double getDouble(int column) throws SQLException {
        throw refused();
    }

    @Override
    public byte[] getBytes(int column) throws SQLException {
        throw refused();
    }

    @Override
    public Object getObject(int column) throws SQLException {
        throw refused();
    }

    @Override
    public boolean wasNull() throws SQLException {
        throw refused();
    }
}
