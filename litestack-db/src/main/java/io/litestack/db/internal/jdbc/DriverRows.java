package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.result.RowSource;
import io.litestack.db.internal.jdbc.session.Execution;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows of an execution as the driver steps through them; the execution ends with their result. */
final class DriverRows implements RowSource {
    private final Execution execution;
    private final ResultSet rows;
    private final MetaDataAccess schema;
    private final String sql;

    DriverRows(Execution execution, MetaDataAccess schema, String sql) {
        this.execution = execution;
        this.rows = execution.rows();
        this.schema = schema;
        this.sql = sql;
    }

    @Override
    public boolean next() throws SQLException {
        return execution.next();
    }

    @Override
    public void close() {
        // the execution closes them
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
    public ResultSetMetaData metaData(boolean isLive) throws SQLException {
        try {
            return schema.columns(sql, isLive ? rows.getMetaData() : null);
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
