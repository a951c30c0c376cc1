package io.litestack.db.internal.jdbc.meta;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.error.Wrappers;
import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** The parameters of a statement. SQLite gives them no types: a parameter is of the type of the value that is set, or of any. */
public final class MemoryParameters implements ParameterMetaData {
    private final @Nullable Object[] values;

    /** The parameters with these values as they are stored, null for what is null or not set. */
    public MemoryParameters(@Nullable Object[] values) {
        this.values = values.clone();
    }

    private @Nullable Object value(int index) throws SQLException {
        if (index < 1 || index > values.length) {
            throw JdbcErrors.noParameter(index, values.length);
        }
        return values[index - 1];
    }

    @Override
    public int getParameterCount() {
        return values.length;
    }

    @Override
    public int isNullable(int index) throws SQLException {
        value(index);
        return parameterNullableUnknown;
    }

    @Override
    public boolean isSigned(int index) throws SQLException {
        return value(index) instanceof Number;
    }

    @Override
    public int getPrecision(int index) throws SQLException {
        value(index);
        return 0;
    }

    @Override
    public int getScale(int index) throws SQLException {
        value(index);
        return 0;
    }

    @Override
    public int getParameterType(int index) throws SQLException {
        Object value = value(index);
        if (value instanceof Integer) {
            return Types.INTEGER;
        } else if (value instanceof Long) {
            return Types.BIGINT;
        } else if (value instanceof Double) {
            return Types.DOUBLE;
        } else if (value instanceof byte[]) {
            return Types.BLOB;
        }
        return value == null ? Types.OTHER : Types.VARCHAR;
    }

    @Override
    public String getParameterTypeName(int index) throws SQLException {
        return switch (getParameterType(index)) {
            case Types.INTEGER, Types.BIGINT -> "INTEGER";
            case Types.DOUBLE -> "REAL";
            case Types.BLOB -> "BLOB";
            case Types.VARCHAR -> "TEXT";
            default -> "ANY";
        };
    }

    @Override
    public String getParameterClassName(int index) throws SQLException {
        return DeclaredType.className(getParameterType(index));
    }

    @Override
    public int getParameterMode(int index) throws SQLException {
        value(index);
        return parameterModeIn;
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
