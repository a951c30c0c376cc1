package io.litestack.db.internal.jdbc.meta;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of rows that are held in memory. */
public final class MemoryColumns implements ResultSetMetaData {
    private final List<String> labels;
    private final @Nullable Object[] sample;

    /** Makes them of their names and of one row. */
    public MemoryColumns(List<String> labels, @Nullable Object[] sample) {
        this.labels = labels;
        this.sample = sample;
    }

    @Override
    public int getColumnCount() {
        return labels.size();
    }

    private int index(int column) throws SQLException {
        if (column < 1 || column > labels.size()) {
            throw new SQLException("column " + column + " out of bounds [1," + labels.size() + "]");
        }
        return column - 1;
    }

    @Override
    public boolean isAutoIncrement(int column) {
        return false;
    }

    @Override
    public boolean isCaseSensitive(int column) {
        return true;
    }

    @Override
    public boolean isSearchable(int column) {
        return true;
    }

    @Override
    public boolean isCurrency(int column) {
        return false;
    }

    @Override
    public int isNullable(int column) {
        return columnNullableUnknown;
    }

    @Override
    public boolean isSigned(int column) throws SQLException {
        return getColumnType(column) != Types.VARCHAR;
    }

    @Override
    public int getColumnDisplaySize(int column) {
        return Integer.MAX_VALUE;
    }

    @Override
    public String getColumnLabel(int column) throws SQLException {
        return labels.get(index(column));
    }

    @Override
    public String getColumnName(int column) throws SQLException {
        return labels.get(index(column));
    }

    @Override
    public String getSchemaName(int column) {
        return "";
    }

    @Override
    public int getPrecision(int column) {
        return 0;
    }

    @Override
    public int getScale(int column) {
        return 0;
    }

    @Override
    public String getTableName(int column) {
        return "";
    }

    @Override
    public String getCatalogName(int column) {
        return "";
    }

    @Override
    public int getColumnType(int column) throws SQLException {
        Object value = sample[index(column)];
        if (value instanceof Long) {
            return Types.BIGINT;
        } else if (value instanceof Integer) {
            return Types.INTEGER;
        } else if (value instanceof Double) {
            return Types.REAL;
        }
        return value instanceof byte[] ? Types.BLOB : value == null ? Types.NUMERIC : Types.VARCHAR;
    }

    @Override
    public String getColumnTypeName(int column) throws SQLException {
        return switch (getColumnType(column)) {
            case Types.BIGINT, Types.INTEGER -> "INTEGER";
            case Types.REAL -> "REAL";
            case Types.BLOB -> "BLOB";
            case Types.VARCHAR -> "TEXT";
            default -> "NUMERIC";
        };
    }

    @Override
    public boolean isReadOnly(int column) {
        return true;
    }

    @Override
    public boolean isWritable(int column) {
        return false;
    }

    @Override
    public boolean isDefinitelyWritable(int column) {
        return false;
    }

    @Override
    public String getColumnClassName(int column) throws SQLException {
        return switch (getColumnType(column)) {
            case Types.BIGINT -> Long.class.getName();
            case Types.INTEGER -> Integer.class.getName();
            case Types.REAL -> Double.class.getName();
            case Types.BLOB -> byte[].class.getName();
            case Types.VARCHAR -> String.class.getName();
            default -> Object.class.getName();
        };
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a wrapper for " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
