package io.litestack.db.internal.jdbc.meta;

import static java.sql.DatabaseMetaData.tableIndexOther;

import io.litestack.core.spi.sql.SqlIndexText;
import io.litestack.db.internal.jdbc.meta.SchemaReader.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Indexes as JDBC shows them, those of constraints among them. An expression stands where else the name of a column does. */
final class IndexRows {
    private static final MemoryColumns INDEXES = MemoryColumns.named(
            "TABLE_CAT",
            "TABLE_SCHEM",
            "TABLE_NAME",
            "#NON_UNIQUE",
            "INDEX_QUALIFIER",
            "INDEX_NAME",
            "#TYPE",
            "#ORDINAL_POSITION",
            "COLUMN_NAME",
            "ASC_OR_DESC",
            "#CARDINALITY",
            "#PAGES",
            "FILTER_CONDITION");
    private static final String INDEX_LIST = "SELECT name, \"unique\" FROM pragma_index_list(?1, ?2)";
    private static final String INDEX_COLUMNS = """
            SELECT seqno + 1, cid, name, "desc" FROM pragma_index_xinfo(?1, ?2) WHERE key = 1 ORDER BY seqno""";
    private static final int ROW_ID = -1;

    private final MetaAccess access;
    private final SchemaReader schema;

    IndexRows(MetaAccess access) {
        this.access = access;
        this.schema = new SchemaReader(access);
    }

    ResultSet indexes(@Nullable String name, boolean onlyUnique) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Table table : schema.named(name)) {
            for (@Nullable Object[] index : access.read(INDEX_LIST, table.name(), table.schema())) {
                boolean isUnique = SchemaReader.number(index[1]) != 0;
                if (isUnique || !onlyUnique) {
                    addColumns(table, SchemaReader.text(index[0]), isUnique, rows);
                }
            }
        }
        rows.sort(Comparator.comparing((@Nullable Object[] it) -> SchemaReader.number(it[3]))
                .thenComparing(it -> SchemaReader.text(it[5]))
                .thenComparing(it -> SchemaReader.number(it[7])));
        return access.show(INDEXES, rows);
    }

    private void addColumns(Table table, String index, boolean isUnique, List<@Nullable Object[]> rows)
            throws SQLException {
        SqlIndexText text = SqlIndexText.of(schema.text(table.schema(), "index", index));
        for (@Nullable Object[] column : access.read(INDEX_COLUMNS, index, table.schema())) {
            int position = SchemaReader.number(column[0]);
            rows.add(new Object[] {
                null,
                null,
                table.name(),
                isUnique ? 0 : 1,
                null,
                index,
                (int) tableIndexOther,
                position,
                nameOf(column, position, text),
                SchemaReader.number(column[3]) == 0 ? "A" : "D",
                0,
                0,
                text.condition()
            });
        }
    }

    private static @Nullable Object nameOf(@Nullable Object[] column, int position, SqlIndexText text) {
        if (column[2] != null) {
            return column[2];
        } else if (SchemaReader.number(column[1]) == ROW_ID) {
            return "rowid";
        }
        return position <= text.terms().size() ? text.terms().get(position - 1) : null;
    }
}
