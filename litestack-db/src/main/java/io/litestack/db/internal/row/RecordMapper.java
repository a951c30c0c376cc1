package io.litestack.db.internal.row;

import io.litestack.core.RowMapper;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Maps rows to records. Which column goes to which component is found once for each list of columns; a row then costs its
 * values and one call of the constructor.
 */
final class RecordMapper<T> implements RowMapper<T> {
    /** More lists than any application has; one that makes them up is served without the cache. */
    private static final int MOST_LISTS = 200;

    private final RecordShape shape;
    private final Map<List<String>, int[]> columnsOfComponents = new ConcurrentHashMap<>();

    RecordMapper(RecordShape shape) {
        this.shape = shape;
    }

    @Override
    public RowMapper<T> prepare(ResultSet rows) throws SQLException {
        List<String> labels = labels(rows.getMetaData());
        int[] columns = columnsOfComponents.get(labels);
        if (columns == null) {
            columns = shape.columnsOfComponents(labels);
            if (columnsOfComponents.size() < MOST_LISTS) {
                columnsOfComponents.put(labels, columns);
            }
        }
        int[] found = columns;
        return row -> mapped(row, found);
    }

    @Override
    public T map(ResultSet row) throws SQLException {
        return prepare(row).map(row);
    }

    @SuppressWarnings("unchecked") // the shape is that of T
    private T mapped(ResultSet row, int[] columns) throws SQLException {
        @Nullable Object[] values = new Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            values[i] = shape.component(i).valueOf(row.getObject(columns[i]));
        }
        return (T) shape.create(values);
    }

    private static List<String> labels(ResultSetMetaData columns) throws SQLException {
        List<String> labels = new ArrayList<>(columns.getColumnCount());
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            labels.add(columns.getColumnLabel(i));
        }
        return labels;
    }
}
