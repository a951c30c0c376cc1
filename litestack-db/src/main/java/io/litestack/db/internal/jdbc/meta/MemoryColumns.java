package io.litestack.db.internal.jdbc.meta;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.error.Wrappers;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of rows that are held in memory. Immutable. */
public final class MemoryColumns implements ResultSetMetaData {
    private static final String NUMBER = "#";

    private final List<String> labels;
    private final int[] types;

    private MemoryColumns(List<String> labels, int[] types) {
        this.labels = labels;
        this.types = types;
    }

    /** Makes them of their names and of one row, which shows the types. */
    public MemoryColumns(List<String> labels, @Nullable Object[] sample) {
        this(labels, Arrays.stream(sample).mapToInt(MemoryColumns::typeOf).toArray());
    }

    /** Columns of texts and, where a name begins with {@code #}, of whole numbers. */
    static MemoryColumns named(String... names) {
        int[] types = Arrays.stream(names)
                .mapToInt(it -> it.startsWith(NUMBER) ? Types.INTEGER : Types.VARCHAR)
                .toArray();
        List<String> labels = Arrays.stream(names)
                .map(it -> it.startsWith(NUMBER) ? it.substring(1) : it)
                .toList();
        return new MemoryColumns(labels, types);
    }

    private static int typeOf(@Nullable Object value) {
        if (value instanceof Long) {
            return Types.BIGINT;
        } else if (value instanceof Integer) {
            return Types.INTEGER;
        } else if (value instanceof Double) {
            return Types.REAL;
        }
        return value instanceof byte[] ? Types.BLOB : value == null ? Types.NUMERIC : Types.VARCHAR;
    }

    /** The names of the columns. */
    public List<String> labels() {
        return labels;
    }

    @Override
    public int getColumnCount() {
        return labels.size();
    }

    private int index(int column) throws SQLException {
        if (column < 1 || column > labels.size()) {
            throw JdbcErrors.noColumn(column, labels.size());
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
        return DeclaredType.isNumber(getColumnType(column));
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
        return types[index(column)];
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
        return DeclaredType.className(getColumnType(column));
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Wrappers.unwrap(this, type);
    }

    @Override
    public boolean isWrapperFor(@Nullable Class<?> type) {
        return type != null && type.isInstance(this);
    }
}
