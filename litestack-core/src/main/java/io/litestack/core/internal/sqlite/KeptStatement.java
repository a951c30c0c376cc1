package io.litestack.core.internal.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A statement of the driver that is executed again and again. The driver asks SQLite for the names of all columns at each execution,
 * by several native calls a name, which is half of what it takes to find a row by its key; this one asks once, if they stay the same.
 */
final class KeptStatement extends JDBC4PreparedStatement {
    /** A column of these names has the name of the table's key, which the text does not say. */
    private static final Pattern ROW_ID = Pattern.compile("\\b(rowid|oid|_rowid_)\\b", Pattern.CASE_INSENSITIVE);

    /** The names of the columns; null if those may become others. */
    private final String @Nullable [] names;

    KeptStatement(SQLiteConnection connection, String sql) throws SQLException {
        super(connection, sql);
        this.names = dependsOnColumns(sql) || ROW_ID.matcher(sql).find() ? null : rs.colsMeta;
    }

    /** Whether the columns of a statement may become others when somebody changes a table. */
    static boolean dependsOnColumns(String sql) {
        return sql.replace("(*)", "").indexOf('*') >= 0;
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        if (names != null) {
            // then they are not asked for
            rs.colsMeta = names;
        }
        return super.getResultSet();
    }
}
