package io.litestack.db.internal.row;

import io.litestack.core.RowMapper;
import io.litestack.db.MappingException;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Maps rows of one column. */
final class ColumnMapper<T> implements RowMapper<T> {
    private final Class<T> type;
    private final Conversion conversion;
    private final boolean isNullable;

    ColumnMapper(Class<T> type, boolean isNullable) {
        this.type = type;
        this.conversion = Conversion.to(type)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no row can become a " + type.getName() + ": give a record, or a simple type such as String"));
        this.isNullable = isNullable;
    }

    @Override
    public RowMapper<T> prepare(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        if (columns != 1) {
            throw new MappingException(
                    "a " + type.getName() + " is made from one column, but the statement returns " + columns
                            + "; name one column, or map to a record",
                    null);
        }
        return this;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the conversion returns a T; null only where T may be
    public T map(ResultSet row) throws SQLException {
        @Nullable Object stored = row.getObject(1);
        if (stored == null && !isNullable) {
            throw new MappingException(
                    "column " + row.getMetaData().getColumnLabel(1) + " is NULL; use coalesce(), queryFirst, or"
                            + " Rows.nullable",
                    null);
        }
        return stored == null
                ? null
                : (T) conversion.of(stored, () -> "column " + row.getMetaData().getColumnLabel(1), type);
    }
}
