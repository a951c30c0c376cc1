package io.litestack.db.internal.jdbc;

import io.litestack.core.spi.StatementSource;
import io.litestack.core.spi.sql.SqlInsert;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.result.MemoryRows;
import io.litestack.db.internal.jdbc.session.Execution;
import io.litestack.db.internal.jdbc.session.ParsedSql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the keys that are asked for are had. The id of one new row costs next to nothing, since SQLite remembers it; so that is what
 * is used if it is the key that is meant. For other columns, and for several rows, a RETURNING clause is put behind the statement.
 * Thread-safe.
 */
final class JdbcKeys {
    private static final int MOST_TABLES = 1_000;
    private static final List<String> ROW_ID_NAMES = List.of("rowid", "oid", "_rowid_");
    private static final String COLUMNS = "SELECT name, pk, type FROM pragma_table_info(?1, ?2)";

    /**
     * What is known of a table.
     *
     * @param hasIds whether SQLite gives ids to its rows
     * @param id the column that is the id, or null
     * @param columns the names of all columns
     */
    private record Table(boolean hasIds, @Nullable String id, List<String> columns) {
        boolean hasColumn(String name) {
            return columns.stream().anyMatch(name::equalsIgnoreCase);
        }

        boolean isId(String name) {
            return name.equalsIgnoreCase(id)
                    || ROW_ID_NAMES.stream().anyMatch(name::equalsIgnoreCase)
                    || !hasColumn(name);
        }
    }

    /**
     * What to do for the keys of one statement.
     *
     * @param sql the text to run
     * @param label how the id of the new row is called, which is asked for when it is there; null if it is not wanted
     */
    record Plan(String sql, @Nullable String label) {}

    /** The tables that were asked about since the last change of the schema. */
    private final Map<SqlInsert, Table> tables = new ConcurrentHashMap<>();

    /** A statement has changed the schema, or may have. */
    void forgetTables() {
        tables.clear();
    }

    /** How the keys of a statement are had that is about to run. */
    Plan plan(ParsedSql text, String sql, @Nullable KeyRequest request, StatementSource source) throws SQLException {
        if (request == null
                || text.kind() != ParsedSql.Kind.CHANGE
                || text.outline().hasReturning()) {
            return new Plan(sql, null);
        }
        SqlInsert insert = text.insert().orElse(null);
        if (insert == null) {
            return request.names().isEmpty() ? new Plan(sql, null) : returning(text, sql, request.names());
        }
        Table table = table(insert, source);
        List<String> names = names(request, table);
        if (names.size() > 1 || (names.size() == 1 && !(table.hasIds() && table.isId(names.get(0))))) {
            return returning(text, sql, names);
        } else if (!table.hasIds()) {
            return new Plan(sql, null);
        }
        return text.outline().isOneRow() && !insert.mayUpdate()
                ? new Plan(sql, KeyRequest.label(request))
                : returningId(text, sql, table, KeyRequest.label(request));
    }

    private static List<String> names(KeyRequest request, Table table) throws SQLException {
        if (request.indexes().isEmpty()) {
            return request.names();
        }
        List<String> names = new ArrayList<>();
        for (int index : request.indexes()) {
            if (index < 1 || index > table.columns().size()) {
                throw Failure.NO_SUCH_POSITION.of("there is no column " + index + " for a generated key: the table has "
                        + table.columns().size());
            }
            names.add(table.columns().get(index - 1));
        }
        return names;
    }

    private static Plan returning(ParsedSql text, String sql, List<String> names) {
        return behind(text, sql, names.stream().map(JdbcKeys::quoted).collect(Collectors.joining(", ")));
    }

    private static Plan returningId(ParsedSql text, String sql, Table table, String label) {
        String id = table.id();
        return behind(text, sql, (id == null ? "rowid" : quoted(id)) + " AS " + quoted(label));
    }

    /** A comment may be what the text ends with. */
    private static Plan behind(ParsedSql text, String sql, String columns) {
        int tail = text.text().length() - text.outline().end();
        return new Plan(sql.substring(0, sql.length() - tail) + " RETURNING " + columns, null);
    }

    /** Other than between double quotes, SQLite takes this never for a text. */
    private static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    /** The id of the row that was inserted just now. */
    static MemoryRows one(String label, long id) {
        return new MemoryRows(List.of(label), List.<@Nullable Object[]>of(new @Nullable Object[] {id}));
    }

    static MemoryRows none(@Nullable KeyRequest request) {
        return new MemoryRows(List.of(KeyRequest.label(request)), List.of());
    }

    private Table table(SqlInsert insert, StatementSource source) throws SQLException {
        Table known = tables.get(insert);
        if (known == null) {
            known = ask(insert, source);
            if (tables.size() >= MOST_TABLES) {
                tables.clear();
            }
            tables.put(insert, known);
        }
        return known;
    }

    private static Table ask(SqlInsert insert, StatementSource source) throws SQLException {
        List<@Nullable Object[]> ids = Execution.look(source, SqlInsert.HAS_ROW_IDS, insert.table(), insert.schema());
        boolean hasIds = !ids.isEmpty() && isTrue(ids.get(0)[0]);
        List<String> columns = new ArrayList<>();
        String id = null;
        int keys = 0;
        for (@Nullable Object[] column : Execution.look(source, COLUMNS, insert.table(), insert.schema())) {
            columns.add(String.valueOf(column[0]));
            if (isTrue(column[1])) {
                keys++;
                id = "INTEGER".equalsIgnoreCase(String.valueOf(column[2])) ? String.valueOf(column[0]) : id;
            }
        }
        return new Table(hasIds, hasIds && keys == 1 ? id : null, columns);
    }

    private static boolean isTrue(@Nullable Object number) {
        return number instanceof Number it && it.longValue() != 0;
    }
}
