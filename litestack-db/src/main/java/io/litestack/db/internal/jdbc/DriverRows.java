package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
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
        try {
            return rows.findColumn(label);
        } catch (SQLException e) {
            throw JdbcErrors.of(e);
        }
    }

    @Override
    public ResultSetMetaData metaData() throws SQLException {
        try {
            return rows.getMetaData();
        } catch (SQLException e) {
            throw JdbcErrors.of(e);
        }
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        try {
            return rows.getString(column);
        } catch (SQLException e) {
            throw JdbcErrors.of(e);
        }
    }

    @Override
    public long getLong(int column) throws SQLException {
        try {
            return rows.getLong(column);
        } catch (SQLException e) {
            throw JdbcErrors.of(e);
        }
    }

    @Override
    public double getDouble(int column) throws SQLException {
        try {
            return rows.getDouble(column);
        } catch (SQLException e) {
            throw JdbcErrors.of(e);
        }
    }

    @Override
    public byte @Nullable [] getBytes(int column) throws SQLException {
        try {
            return rows.getBytes(column);
        } catch (SQLException e) {
            throw JdbcErrors.of(e);
        }
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        try {
            return rows.getObject(column);
        } catch (SQLException e) {
            throw JdbcErrors.of(e);
        }
    }

    @Override
    public boolean wasNull() throws SQLException {
        try {
            return rows.wasNull();
        } catch (SQLException e) {
            throw JdbcErrors.of(e);
        }
    }
}
