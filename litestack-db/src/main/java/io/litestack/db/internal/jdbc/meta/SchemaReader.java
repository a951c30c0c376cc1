package io.litestack.db.internal.jdbc.meta;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the schema by the pragmas that SQLite has as tables. Names are compared as SQLite does: upper and lower case are one. */
final class SchemaReader {
    /**
     * A table or view.
     *
     * @param schema main or temp
     * @param kind table, view, virtual or shadow
     * @param hasRowIds whether its rows have ids
     */
    record Table(String schema, String name, String kind, boolean hasRowIds) {
        boolean isView() {
            return kind.equals("view");
        }

        boolean isTemporary() {
            return schema.equals("temp");
        }

        /** Whether it is no table of the application. */
        boolean isInternal() {
            String lower = name.toLowerCase(Locale.ROOT);
            return kind.equals("shadow") || INTERNAL.stream().anyMatch(lower::startsWith);
        }
    }

    /**
     * A column.
     *
     * @param position from 1, as JDBC counts
     * @param keyPosition its place in the primary key, 0 if it is not in it
     * @param hidden 0 for a usual column, 1 for a hidden one of a virtual table, 2 and 3 for generated ones
     */
    record Column(
            int position,
            String name,
            DeclaredType type,
            boolean isNotNull,
            @Nullable String defaultValue,
            int keyPosition,
            int hidden) {
        boolean isGenerated() {
            return hidden == 2 || hidden == 3;
        }

        boolean isHidden() {
            return hidden == 1;
        }
    }

    /** How the names of tables begin that belong to SQLite or to Litestack. */
    private static final List<String> INTERNAL =
            List.of("sqlite_", "litestack_", "litejob_", "litecache_", "litecable_", "litemetric_");

    private static final String TABLES = """
            SELECT schema, name, type, wr FROM pragma_table_list WHERE name LIKE ?1 ESCAPE '\\' ORDER BY name, schema""";
    private static final String TABLE = """
            SELECT schema, name, type, wr FROM pragma_table_list(?1) ORDER BY schema <> 'temp' LIMIT 1""";
    private static final String COLUMNS = """
            SELECT cid + 1, name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?1, ?2)""";
    private static final String HAS_KEY_INDEX = "SELECT count(*) FROM pragma_index_list(?1, ?2) WHERE origin = 'pk'";
    private static final String TEXT = """
            SELECT sql FROM sqlite_schema WHERE ?1 = 'main' AND type = ?2 AND name = ?3 COLLATE NOCASE
            UNION ALL
            SELECT sql FROM sqlite_temp_schema WHERE ?1 = 'temp' AND type = ?2 AND name = ?3 COLLATE NOCASE""";

    private final MetaAccess access;

    SchemaReader(MetaAccess access) {
        this.access = access;
    }

    /** Those whose name matches a pattern of LIKE, in the order of their names; all for null. */
    List<Table> tables(@Nullable String pattern) throws SQLException {
        List<Table> found = new ArrayList<>();
        for (@Nullable Object[] row : access.read(TABLES, pattern == null ? "%" : pattern)) {
            found.add(table(row));
        }
        return found;
    }

    /** Those that a user means by a pattern: what is internal only if it is named exactly. */
    List<Table> visible(@Nullable String pattern) throws SQLException {
        String exact = pattern == null ? "" : pattern.replace("\\", "");
        List<Table> found = new ArrayList<>();
        for (Table table : tables(pattern)) {
            if (!table.isInternal() || table.name().equalsIgnoreCase(exact)) {
                found.add(table);
            }
        }
        return found;
    }

    /** The table of this name, the temporary one if there are two; empty if there is none. All tables for null. */
    List<Table> named(@Nullable String name) throws SQLException {
        if (name == null) {
            return visible(null);
        }
        List<Table> found = new ArrayList<>();
        for (@Nullable Object[] row : access.read(TABLE, name)) {
            found.add(table(row));
        }
        return found;
    }

    private static Table table(@Nullable Object[] row) {
        return new Table(text(row[0]), text(row[1]), text(row[2]), number(row[3]) == 0);
    }

    /** Its columns, hidden ones among them; none of a view that does not work any more. */
    List<Column> columns(Table table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try {
            for (@Nullable Object[] row : access.read(COLUMNS, table.name(), table.schema())) {
                columns.add(new Column(
                        number(row[0]),
                        text(row[1]),
                        DeclaredType.of((String) row[2]).ofColumn(),
                        number(row[3]) != 0,
                        (String) row[4],
                        number(row[5]),
                        number(row[6])));
            }
        } catch (SQLException e) {
            if (!table.isView()) {
                throw e;
            }
        }
        return columns;
    }

    /** The column of the primary key whose value is the row's id, which SQLite gives; null if there is none. */
    @Nullable
    String rowIdColumn(Table table, List<Column> columns) throws SQLException {
        List<Column> key = primaryKey(columns);
        if (!table.hasRowIds() || key.size() != 1 || !key.get(0).type().name().equals("INTEGER")) {
            return null;
        }
        boolean hasIndex =
                number(access.read(HAS_KEY_INDEX, table.name(), table.schema()).get(0)[0]) > 0;
        return hasIndex ? null : key.get(0).name();
    }

    /** The columns of the primary key in its order. */
    static List<Column> primaryKey(List<Column> columns) {
        return columns.stream()
                .filter(it -> it.keyPosition() > 0)
                .sorted((a, b) -> Integer.compare(a.keyPosition(), b.keyPosition()))
                .toList();
    }

    /** The text that has made a table or an index, or null if there is none. */
    @Nullable
    String text(String schema, String type, String name) throws SQLException {
        List<@Nullable Object[]> rows = access.read(TEXT, schema, type, name);
        return rows.isEmpty() ? null : (String) rows.get(0)[0];
    }

    static String text(@Nullable Object value) {
        return Objects.requireNonNull(value).toString();
    }

    static int number(@Nullable Object value) {
        return ((Number) Objects.requireNonNull(value)).intValue();
    }
}
