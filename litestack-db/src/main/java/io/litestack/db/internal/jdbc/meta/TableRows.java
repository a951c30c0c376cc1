package io.litestack.db.internal.jdbc.meta;

import static java.sql.DatabaseMetaData.bestRowNotPseudo;
import static java.sql.DatabaseMetaData.bestRowPseudo;
import static java.sql.DatabaseMetaData.bestRowSession;
import static java.sql.DatabaseMetaData.columnNoNulls;
import static java.sql.DatabaseMetaData.columnNullable;

import io.litestack.db.internal.jdbc.meta.SchemaReader.Column;
import io.litestack.db.internal.jdbc.meta.SchemaReader.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tables and columns as JDBC shows them. */
final class TableRows {
    static final String TABLE = "TABLE";
    static final String VIEW = "VIEW";
    static final String TEMPORARY = "LOCAL TEMPORARY";
    static final String SYSTEM = "SYSTEM TABLE";

    /** sqlite-jdbc calls a temporary table so. */
    private static final String TEMPORARY_TOO = "GLOBAL TEMPORARY";

    private static final MemoryColumns TABLES = MemoryColumns.named(
            "TABLE_CAT",
            "TABLE_SCHEM",
            "TABLE_NAME",
            "TABLE_TYPE",
            "REMARKS",
            "TYPE_CAT",
            "TYPE_SCHEM",
            "TYPE_NAME",
            "SELF_REFERENCING_COL_NAME",
            "REF_GENERATION");
    private static final MemoryColumns COLUMNS = MemoryColumns.named(
            "TABLE_CAT",
            "TABLE_SCHEM",
            "TABLE_NAME",
            "COLUMN_NAME",
            "#DATA_TYPE",
            "TYPE_NAME",
            "#COLUMN_SIZE",
            "#BUFFER_LENGTH",
            "#DECIMAL_DIGITS",
            "#NUM_PREC_RADIX",
            "#NULLABLE",
            "REMARKS",
            "COLUMN_DEF",
            "#SQL_DATA_TYPE",
            "#SQL_DATETIME_SUB",
            "#CHAR_OCTET_LENGTH",
            "#ORDINAL_POSITION",
            "IS_NULLABLE",
            "SCOPE_CATALOG",
            "SCOPE_SCHEMA",
            "SCOPE_TABLE",
            "#SOURCE_DATA_TYPE",
            "IS_AUTOINCREMENT",
            "IS_GENERATEDCOLUMN");
    private static final MemoryColumns BEST_ROW = MemoryColumns.named(
            "#SCOPE",
            "COLUMN_NAME",
            "#DATA_TYPE",
            "TYPE_NAME",
            "#COLUMN_SIZE",
            "#BUFFER_LENGTH",
            "#DECIMAL_DIGITS",
            "#PSEUDO_COLUMN");
    private static final MemoryColumns PSEUDO_COLUMNS = MemoryColumns.named(
            "TABLE_CAT",
            "TABLE_SCHEM",
            "TABLE_NAME",
            "COLUMN_NAME",
            "#DATA_TYPE",
            "#COLUMN_SIZE",
            "#DECIMAL_DIGITS",
            "#NUM_PREC_RADIX",
            "COLUMN_USAGE",
            "REMARKS",
            "#CHAR_OCTET_LENGTH",
            "IS_NULLABLE");
    private static final int RADIX = 10;
    private static final String ROW_ID = "rowid";

    private final MetaAccess access;
    private final SchemaReader schema;

    TableRows(MetaAccess access) {
        this.access = access;
        this.schema = new SchemaReader(access);
    }

    ResultSet tables(@Nullable String schemaName, @Nullable String pattern, @Nullable String @Nullable [] types)
            throws SQLException {
        Predicate<String> isWanted = wanted(types);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Table table : inSchema(schema.tables(pattern), schemaName)) {
            String type = type(table);
            if (isWanted.test(type)) {
                rows.add(new Object[] {null, null, table.name(), type, null, null, null, null, null, null});
            }
        }
        rows.sort((a, b) -> SchemaReader.text(a[3]).compareTo(SchemaReader.text(b[3])));
        return access.show(TABLES, rows);
    }

    /** What is internal is shown only to who asks for it by its type. */
    private static Predicate<String> wanted(@Nullable String @Nullable [] types) {
        if (types == null) {
            return type -> !type.equals(SYSTEM);
        }
        Set<String> wanted = new HashSet<>();
        for (String type : types) {
            wanted.add(TEMPORARY_TOO.equals(type) ? TEMPORARY : String.valueOf(type));
        }
        return wanted::contains;
    }

    private static String type(Table table) {
        if (table.isInternal()) {
            return SYSTEM;
        } else if (table.isView()) {
            return VIEW;
        }
        return table.isTemporary() ? TEMPORARY : TABLE;
    }

    /** There are two schemas. A name that is none of them is of no consequence, since many tools make one up. */
    static List<Table> inSchema(List<Table> tables, @Nullable String name) {
        if ("main".equalsIgnoreCase(name) || "temp".equalsIgnoreCase(name)) {
            return tables.stream()
                    .filter(it -> it.schema().equalsIgnoreCase(name))
                    .toList();
        }
        return tables;
    }

    ResultSet tableTypes() throws SQLException {
        return access.show(
                MemoryColumns.named("TABLE_TYPE"),
                List.of(new Object[] {TEMPORARY}, new Object[] {SYSTEM}, new Object[] {TABLE}, new Object[] {VIEW}));
    }

    ResultSet columns(@Nullable String schemaName, @Nullable String tables, @Nullable String columns)
            throws SQLException {
        Predicate<String> isWanted = like(columns);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Table table : inSchema(schema.visible(tables), schemaName)) {
            List<Column> all = schema.columns(table);
            String rowId = schema.rowIdColumn(table, all);
            int position = 0;
            for (Column column : all) {
                if (!column.isHidden()) {
                    position++;
                    if (isWanted.test(column.name())) {
                        rows.add(row(table, column, position, column.name().equals(rowId)));
                    }
                }
            }
        }
        return access.show(COLUMNS, rows);
    }

    private static @Nullable Object[] row(Table table, Column column, int position, boolean isRowId) {
        DeclaredType type = column.type();
        boolean isNullable = !column.isNotNull() && !isRowId;
        return new Object[] {
            null,
            null,
            table.name(),
            column.name(),
            type.code(),
            type.name(),
            type.size(),
            null,
            type.isNumber() ? type.digits() : null,
            type.isNumber() ? RADIX : null,
            isNullable ? columnNullable : columnNoNulls,
            null,
            column.defaultValue(),
            null,
            null,
            type.isNumber() ? null : type.size(),
            position,
            isNullable ? "YES" : "NO",
            null,
            null,
            null,
            null,
            isRowId ? "YES" : "NO",
            column.isGenerated() ? "YES" : "NO"
        };
    }

    /** A name that JDBC's pattern matches, as LIKE would. */
    private static Predicate<String> like(@Nullable String pattern) {
        if (pattern == null || pattern.equals("%")) {
            return name -> true;
        }
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
            } else {
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        Pattern compiled = Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        return name -> compiled.matcher(name).matches();
    }

    /** The primary key or, without one, the row's id. */
    ResultSet bestRowIdentifier(@Nullable String name, boolean mayBeNull) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Table table : schema.named(name)) {
            List<Column> all = schema.columns(table);
            List<Column> key = SchemaReader.primaryKey(all);
            boolean isUsable = mayBeNull
                    || schema.rowIdColumn(table, all) != null
                    || key.stream().allMatch(Column::isNotNull);
            if (!key.isEmpty() && isUsable) {
                for (Column column : key) {
                    rows.add(bestRow(column.name(), column.type(), bestRowNotPseudo));
                }
            } else if (table.hasRowIds() && !table.isView()) {
                rows.add(bestRow(ROW_ID, DeclaredType.of("BIGINT"), bestRowPseudo));
            }
        }
        return access.show(BEST_ROW, rows);
    }

    private static @Nullable Object[] bestRow(String name, DeclaredType type, int kind) {
        return new Object[] {bestRowSession, name, type.code(), type.name(), type.size(), null, type.digits(), kind};
    }

    ResultSet pseudoColumns(@Nullable String schemaName, @Nullable String tables, @Nullable String columns)
            throws SQLException {
        Predicate<String> isWanted = like(columns);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Table table : inSchema(schema.visible(tables), schemaName)) {
            if (table.hasRowIds() && !table.isView() && isWanted.test(ROW_ID)) {
                rows.add(pseudo(table, ROW_ID, Types.BIGINT, "NO"));
            }
            for (Column column : schema.columns(table)) {
                if (column.isHidden() && isWanted.test(column.name())) {
                    rows.add(pseudo(table, column.name(), column.type().code(), "YES"));
                }
            }
        }
        return access.show(PSEUDO_COLUMNS, rows);
    }

    private static @Nullable Object[] pseudo(Table table, String name, int type, String isNullable) {
        return new Object[] {
            null, null, table.name(), name, type, null, null, RADIX, "NO_USAGE_RESTRICTIONS", null, null, isNullable
        };
    }
}
