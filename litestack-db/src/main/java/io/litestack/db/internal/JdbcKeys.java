package io.litestack.db.internal;

import io.litestack.core.spi.sql.SqlInsert;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The ids that SQLite gave to inserted rows, as JDBC hands them out. */
final class JdbcKeys {
    private static final String USUAL_NAME = "GENERATED_KEY";
    private static final int MOST_TABLES = 1_000;

    /** Whether the rows of a table have ids, for the tables that were asked about since the last change of the schema. */
    private final Map<SqlInsert, Boolean> tables = new ConcurrentHashMap<>();

    /** A statement has changed the schema, or may have. */
    void forgetTables() {
        tables.clear();
    }

    /** Whether the id of the row inserted last is one of this table. */
    boolean hasIds(SqlInsert insert, Connection connection) throws SQLException {
        Boolean known = tables.get(insert);
        if (known == null) {
            known = askForIds(insert, connection);
            if (tables.size() >= MOST_TABLES) {
                tables.clear();
            }
            tables.put(insert, known);
        }
        return known;
    }

    private static boolean askForIds(SqlInsert insert, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SqlInsert.HAS_ROW_IDS)) {
            statement.setString(1, insert.table());
            statement.setString(2, insert.schema());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /**
     * What the arguments after a statement's text ask for.
     *
     * @return the names of the keys; empty for the usual name, null if no keys are wanted
     */
    static @Nullable List<String> namesAskedFor(@Nullable Object[] arguments) {
        if (arguments.length != 2 || arguments[1] == null) {
            return null;
        } else if (arguments[1] instanceof String[] names) {
            return List.of(names);
        } else if (arguments[1] instanceof Integer flag) {
            return flag == Statement.RETURN_GENERATED_KEYS ? List.of() : null;
        }
        return List.of();
    }

    /** The id of the row inserted last. */
    static long lastRowId(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT last_insert_rowid()")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The keys as rows of one column. */
    static ResultSet rows(JdbcConnection connection, List<Long> keys, @Nullable List<String> names)
            throws SQLException {
        String name = names == null || names.isEmpty() ? USUAL_NAME : names.get(0);
        PreparedStatement statement = connection
                .proxy()
                .prepareStatement("SELECT value AS \"" + name.replace("\"", "\"\"") + "\" FROM json_each(?)");
        statement.closeOnCompletion();
        statement.setString(1, keys.toString());
        return statement.executeQuery();
    }
}
