package io.litestack.db.internal.jdbc;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows as the driver steps through them. */
class DriverRows implements RowSource {
    private final ResultSet rows;

    DriverRows(ResultSet rows) {
        this.rows = rows;
    }

    /** Rows of an execution, which marks each step and ends with its result. */
    static final class OfExecution extends DriverRows {
        private final Execution execution;

        OfExecution(Execution execution) {
            super(execution.rows());
            this.execution = execution;
        }

        @Override
        public boolean next() throws SQLException {
            return execution.next();
        }

        @Override
        public void close() {
            // the execution closes them
        }
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
    public ResultSetMetaData metaData() throws SQLException {
        return rows.getMetaData();
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        return rows.getString(column);
    }

    @Override
    public long getLong(int column) throws SQLException {
        return rows.getLong(column);
    }

    @Override
    public int getInt(int column) throws SQLException {
        return rows.getInt(column);
    }

    @Override
    public double getDouble(int column) throws SQLException {
        return rows.getDouble(column);
    }

    @Override
    public byte @Nullable [] getBytes(int column) throws SQLException {
        return rows.getBytes(column);
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        return rows.getObject(column);
    }

    @Override
    public boolean wasNull() throws SQLException {
        return rows.wasNull();
    }
}
