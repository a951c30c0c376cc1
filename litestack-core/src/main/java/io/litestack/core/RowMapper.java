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
}
