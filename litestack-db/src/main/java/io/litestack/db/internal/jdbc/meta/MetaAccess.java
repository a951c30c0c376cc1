package io.litestack.db.internal.jdbc.meta;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What metadata needs of the connection that it is asked of. */
public interface MetaAccess {
    /** The connection that the user has. */
    Connection connection();

    /** The path of the database file. */
    String file();

    /** The version of SQLite, such as {@code 3.54.1}. */
    String sqliteVersion();

    /**
     * Runs a query in the open transaction or, without one, on a reader, and reads all its rows; nothing is held after it.
     *
     * @param sql one SELECT
     * @param values the values of its placeholders, as they are stored
     * @return the rows: Integers, Longs, Doubles, Strings, byte[] and nulls
     */
    List<@Nullable Object[]> read(String sql, @Nullable Object... values) throws SQLException;

    /** Rows in memory, as results of the data source are. */
    ResultSet show(MemoryColumns columns, List<@Nullable Object[]> rows) throws SQLException;
}
