package io.litestack.db.internal.jdbc.meta;

import static java.sql.DatabaseMetaData.importedKeyCascade;
import static java.sql.DatabaseMetaData.importedKeyInitiallyDeferred;
import static java.sql.DatabaseMetaData.importedKeyInitiallyImmediate;
import static java.sql.DatabaseMetaData.importedKeyNoAction;
import static java.sql.DatabaseMetaData.importedKeyNotDeferrable;
import static java.sql.DatabaseMetaData.importedKeyRestrict;
import static java.sql.DatabaseMetaData.importedKeySetDefault;
import static java.sql.DatabaseMetaData.importedKeySetNull;

import io.litestack.core.spi.sql.SqlTableText;
import io.litestack.db.internal.jdbc.meta.SchemaReader.Column;
import io.litestack.db.internal.jdbc.meta.SchemaReader.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Primary and foreign keys as JDBC shows them. */
final class KeyRows {
    private static final MemoryColumns PRIMARY =
            MemoryColumns.named("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "#KEY_SEQ", "PK_NAME");
    private static final MemoryColumns FOREIGN = MemoryColumns.named(
            "PKTABLE_CAT",
            "PKTABLE_SCHEM",
            "PKTABLE_NAME",
            "PKCOLUMN_NAME",
            "FKTABLE_CAT",
            "FKTABLE_SCHEM",
            "FKTABLE_NAME",
            "FKCOLUMN_NAME",
            "#KEY_SEQ",
            "#UPDATE_RULE",
            "#DELETE_RULE",
            "FK_NAME",
            "PK_NAME",
            "#DEFERRABILITY");

    /** The keys of a table in the order of its text; SQLite counts them backwards. */
    private static final String FOREIGN_KEYS = """
            SELECT max(id) OVER () - id, seq + 1, "table", "from", "to", on_update, on_delete
            FROM pragma_foreign_key_list(?1, ?2) ORDER BY id DESC, seq""";

    /** One column of a foreign key. */
    private record Reference(
            String parent, String parentColumn, String child, String childColumn, int position, ForeignKey key) {
        @Nullable
        Object[] row() {
            return new Object[] {
                null,
                null,
                parent,
                parentColumn,
                null,
                null,
                child,
                childColumn,
                position,
                key.updateRule,
                key.deleteRule,
                key.name,
                key.parentKey,
                key.deferrability
            };
        }
    }

    /** What all columns of a foreign key share. */
    private record ForeignKey(
            String name, @Nullable String parentKey, int updateRule, int deleteRule, int deferrability) {}

    private final MetaAccess access;
    private final SchemaReader schema;

    KeyRows(MetaAccess access) {
        this.access = access;
        this.schema = new SchemaReader(access);
    }

    ResultSet primaryKeys(@Nullable String name) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Table table : schema.named(name)) {
            List<Column> key = SchemaReader.primaryKey(schema.columns(table));
            if (!key.isEmpty()) {
                String keyName = text(table).primaryKey();
                key.forEach(
                        it -> rows.add(new Object[] {null, null, table.name(), it.name(), it.keyPosition(), keyName}));
            }
        }
        rows.sort(Comparator.comparing((@Nullable Object[] it) -> SchemaReader.text(it[2]))
                .thenComparing(it -> SchemaReader.text(it[3])));
        return access.show(PRIMARY, rows);
    }

    private SqlTableText text(Table table) throws SQLException {
        return SqlTableText.of(schema.text(table.schema(), "table", table.name()));
    }

    /** The keys of a table that refer to others. */
    ResultSet imported(@Nullable String child) throws SQLException {
        List<Reference> found = new ArrayList<>();
        for (Table table : schema.named(child)) {
            found.addAll(references(table));
        }
        found.sort(Comparator.comparing((Reference it) -> it.parent)
                .thenComparing(it -> it.child)
                .thenComparing(it -> it.key.name)
                .thenComparing(it -> it.position));
        return show(found);
    }

    /** The keys of others that refer to a table. */
    ResultSet exported(@Nullable String parent) throws SQLException {
        return crossing(parent, null);
    }

    /** The keys of one table that refer to another. */
    ResultSet crossing(@Nullable String parent, @Nullable String child) throws SQLException {
        List<Reference> found = new ArrayList<>();
        for (Table table : schema.named(child)) {
            for (Reference reference : references(table)) {
                if (parent == null || reference.parent.equalsIgnoreCase(parent)) {
                    found.add(reference);
                }
            }
        }
        found.sort(Comparator.comparing((Reference it) -> it.child)
                .thenComparing(it -> it.key.name)
                .thenComparing(it -> it.position));
        return show(found);
    }

    private ResultSet show(List<Reference> references) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        references.forEach(it -> rows.add(it.row()));
        return access.show(FOREIGN, rows);
    }

    private List<Reference> references(Table child) throws SQLException {
        List<@Nullable Object[]> rows = access.read(FOREIGN_KEYS, child.name(), child.schema());
        if (rows.isEmpty()) {
            return List.of();
        }
        List<SqlTableText.ForeignKey> texts = text(child).foreignKeys();
        List<Reference> found = new ArrayList<>();
        for (@Nullable Object[] row : rows) {
            int number = SchemaReader.number(row[0]);
            int position = SchemaReader.number(row[1]);
            Parent parent = parent(child, SchemaReader.text(row[2]));
            String column = row[4] == null ? parent.keyColumn(position) : SchemaReader.text(row[4]);
            found.add(new Reference(
                    parent.name,
                    column,
                    child.name(),
                    SchemaReader.text(row[3]),
                    position,
                    key(child, number, parent, number < texts.size() ? texts.get(number) : null, row)));
        }
        return found;
    }

    private static ForeignKey key(
            Table child, int number, Parent parent, SqlTableText.@Nullable ForeignKey text, @Nullable Object[] row) {
        String name = text == null ? null : text.name();
        return new ForeignKey(
                name == null ? "fk_" + child.name() + "_" + (number + 1) : name,
                parent.keyName,
                rule(row[5]),
                rule(row[6]),
                deferrability(text));
    }

    /** The table that a key refers to, which need not exist. */
    private record Parent(
            String name, List<Column> key, @Nullable String keyName) {
        /** A key that names no columns refers to the primary key. */
        String keyColumn(int position) {
            return position <= key.size() ? key.get(position - 1).name() : "";
        }
    }

    private Parent parent(Table child, String name) throws SQLException {
        for (Table table : schema.named(name)) {
            if (table.schema().equals(child.schema())) {
                return new Parent(
                        table.name(),
                        SchemaReader.primaryKey(schema.columns(table)),
                        text(table).primaryKey());
            }
        }
        return new Parent(name, List.of(), null);
    }

    private static int rule(@Nullable Object text) {
        return switch (String.valueOf(text)) {
            case "CASCADE" -> importedKeyCascade;
            case "SET NULL" -> importedKeySetNull;
            case "SET DEFAULT" -> importedKeySetDefault;
            case "RESTRICT" -> importedKeyRestrict;
            default -> importedKeyNoAction;
        };
    }

    private static int deferrability(SqlTableText.@Nullable ForeignKey text) {
        if (text == null || !text.isDeferrable()) {
            return importedKeyNotDeferrable;
        }
        return text.isDeferred() ? importedKeyInitiallyDeferred : importedKeyInitiallyImmediate;
    }
}
