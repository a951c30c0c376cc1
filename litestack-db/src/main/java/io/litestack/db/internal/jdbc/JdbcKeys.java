package io.litestack.db.internal.jdbc;

import io.litestack.core.spi.CompiledStatement;
import io.litestack.core.spi.StatementSource;
import io.litestack.core.spi.sql.SqlInsert;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The ids that SQLite gave to inserted rows, as JDBC hands them out. Thread-safe. */
final class JdbcKeys {
    private static final String USUAL_NAME = "GENERATED_KEY";
    private static final int MOST_TABLES = 1_000;

    /** Whether the rows of a table have ids, for the tables that were asked about since the last change of the schema. */
    private final Map<SqlInsert, Boolean> tables = new ConcurrentHashMap<>();

    /** A statement has changed the schema, or may have. */
    void forgetTables() {
        tables.clear();
    }

    /** The keys of what was executed just now; null if it gives none. */
    @Nullable
    MemoryRows of(
            ParsedSql text, StatementSource source, List<String> names, long changed, @Nullable MemoryRows returned)
            throws SQLException {
        if (returned != null) {
            return returned;
        }
        SqlInsert insert = changed == 0
                ? null
                : text.insert().filter(it -> !it.mayUpdate()).orElse(null);
        if (insert == null || !hasIds(insert, source)) {
            return null;
        }
        return one(names, source.lastInsertRowId());
    }

    static MemoryRows one(List<String> names, long id) {
        return new MemoryRows(List.of(label(names)), List.<Object[]>of(new Object[] {id}));
    }

    static MemoryRows none(@Nullable List<String> names) {
        return new MemoryRows(List.of(label(names)), List.of());
    }

    static String label(@Nullable List<String> names) {
        return names == null || names.isEmpty() ? USUAL_NAME : names.get(0);
    }

    /** Whether the id of the row inserted last is one of this table. */
    private boolean hasIds(SqlInsert insert, StatementSource source) throws SQLException {
        Boolean known = tables.get(insert);
        if (known == null) {
            known = askForIds(insert, source);
            if (tables.size() >= MOST_TABLES) {
                tables.clear();
            }
            tables.put(insert, known);
        }
        return known;
    }

    private static boolean askForIds(SqlInsert insert, StatementSource source) throws SQLException {
        CompiledStatement statement = source.lend(SqlInsert.HAS_ROW_IDS);
        boolean isClosed = false;
        source.enter(statement);
        try {
            statement.jdbc().setString(1, insert.table());
            statement.jdbc().setString(2, insert.schema());
            try (ResultSet row = statement.jdbc().executeQuery()) {
                boolean hasIds = row.next() && row.getBoolean(1);
                isClosed = true;
                return hasIds;
            }
        } finally {
            source.leave();
            if (isClosed) {
                source.giveBack(statement);
            } else {
                source.discard(statement);
            }
        }
    }

    /** What a flag after a statement's text asks for: the usual name, or no keys. */
    static @Nullable List<String> flagged(int flag) throws SQLException {
        if (flag != Statement.RETURN_GENERATED_KEYS && flag != Statement.NO_GENERATED_KEYS) {
            throw new SQLException("there is no flag " + flag + " for generated keys");
        }
        return flag == Statement.RETURN_GENERATED_KEYS ? List.of() : null;
    }

    static @Nullable List<String> named(String @Nullable [] names) {
        return names == null ? null : List.of(names);
    }

    static @Nullable List<String> indexed(int @Nullable [] indexes) {
        return indexes == null ? null : List.of();
    }
}
