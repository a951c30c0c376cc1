package io.litestack.core;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Turns one row into a value.
 *
 * <pre>{@code
 * RowMapper<User> user = row -> new User(row.getLong("id"), row.getString("email"));
 * }</pre>
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface RowMapper<T extends @Nullable Object> {
    /**
     * Reads the current row. It is called once a row, in order, while the statement is open; it may run further
     * statements of the same transaction. It must neither move nor close {@code row}, nor keep it.
     *
     * @param row the result set, standing on the row
     * @return the value; may be null only where {@code T} may
     * @throws SQLException if a column does not exist or cannot be read
     */
    T map(ResultSet row) throws SQLException;

    /**
     * Is called once for each query, before its first row is mapped, and returns the mapper of its rows: a mapper that has to
     * look at the columns does it here. Without an implementation it is this mapper.
     *
     * @param rows the result set; its metadata may be read, its rows not yet
     * @return the mapper that {@link #map} is called on; used by one thread, for this query only
     * @throws SQLException if the columns cannot be read
     */
    default RowMapper<T> prepare(ResultSet rows) throws SQLException {
        return this;
    }
}
