package io.litestack.db.internal.jdbc.meta;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What other databases have and SQLite has not: results without rows, but with the columns that JDBC names, and calls whose answer is no. */
abstract class AbsentMetaData extends SupportMetaData {
    private static final MemoryColumns PROCEDURES = MemoryColumns.named(
            "PROCEDURE_CAT",
            "PROCEDURE_SCHEM",
            "PROCEDURE_NAME",
            "UNDEF1",
            "UNDEF2",
            "UNDEF3",
            "REMARKS",
            "#PROCEDURE_TYPE",
            "SPECIFIC_NAME");
    private static final MemoryColumns PROCEDURE_COLUMNS = MemoryColumns.named(
            "PROCEDURE_CAT",
            "PROCEDURE_SCHEM",
            "PROCEDURE_NAME",
            "COLUMN_NAME",
            "#COLUMN_TYPE",
            "#DATA_TYPE",
            "TYPE_NAME",
            "#PRECISION",
            "#LENGTH",
            "#SCALE",
            "#RADIX",
            "#NULLABLE",
            "REMARKS",
            "COLUMN_DEF",
            "#SQL_DATA_TYPE",
            "#SQL_DATETIME_SUB",
            "#CHAR_OCTET_LENGTH",
            "#ORDINAL_POSITION",
            "IS_NULLABLE",
            "SPECIFIC_NAME");
    private static final MemoryColumns COLUMN_PRIVILEGES = MemoryColumns.named(
            "TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "GRANTOR", "GRANTEE", "PRIVILEGE", "IS_GRANTABLE");
    private static final MemoryColumns TABLE_PRIVILEGES = MemoryColumns.named(
            "TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "GRANTOR", "GRANTEE", "PRIVILEGE", "IS_GRANTABLE");
    private static final MemoryColumns VERSION_COLUMNS = MemoryColumns.named(
            "#SCOPE",
            "COLUMN_NAME",
            "#DATA_TYPE",
            "TYPE_NAME",
            "#COLUMN_SIZE",
            "#BUFFER_LENGTH",
            "#DECIMAL_DIGITS",
            "#PSEUDO_COLUMN");
    private static final MemoryColumns UDTS = MemoryColumns.named(
            "TYPE_CAT", "TYPE_SCHEM", "TYPE_NAME", "CLASS_NAME", "#DATA_TYPE", "REMARKS", "#BASE_TYPE");
    private static final MemoryColumns SUPER_TYPES = MemoryColumns.named(
            "TYPE_CAT", "TYPE_SCHEM", "TYPE_NAME", "SUPERTYPE_CAT", "SUPERTYPE_SCHEM", "SUPERTYPE_NAME");
    private static final MemoryColumns SUPER_TABLES =
            MemoryColumns.named("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "SUPERTABLE_NAME");
    private static final MemoryColumns ATTRIBUTES = MemoryColumns.named(
            "TYPE_CAT",
            "TYPE_SCHEM",
            "TYPE_NAME",
            "ATTR_NAME",
            "#DATA_TYPE",
            "ATTR_TYPE_NAME",
            "#ATTR_SIZE",
            "#DECIMAL_DIGITS",
            "#NUM_PREC_RADIX",
            "#NULLABLE",
            "REMARKS",
            "ATTR_DEF",
            "#SQL_DATA_TYPE",
            "#SQL_DATETIME_SUB",
            "#CHAR_OCTET_LENGTH",
            "#ORDINAL_POSITION",
            "IS_NULLABLE",
            "SCOPE_CATALOG",
            "SCOPE_SCHEMA",
            "SCOPE_TABLE",
            "#SOURCE_DATA_TYPE");
    private static final MemoryColumns SCHEMAS = MemoryColumns.named("TABLE_SCHEM", "TABLE_CATALOG");
    private static final MemoryColumns CATALOGS = MemoryColumns.named("TABLE_CAT");
    private static final MemoryColumns CLIENT_INFO =
            MemoryColumns.named("NAME", "#MAX_LEN", "DEFAULT_VALUE", "DESCRIPTION");

    final MetaAccess access;

    AbsentMetaData(MetaAccess access) {
        this.access = access;
    }

    private ResultSet none(MemoryColumns columns) throws SQLException {
        return access.show(columns, List.of());
    }

    @Override
    public final ResultSet getProcedures(@Nullable String catalog, @Nullable String schema, @Nullable String name)
            throws SQLException {
        return none(PROCEDURES);
    }

    @Override
    public final ResultSet getProcedureColumns(
            @Nullable String catalog, @Nullable String schema, @Nullable String name, @Nullable String column)
            throws SQLException {
        return none(PROCEDURE_COLUMNS);
    }

    @Override
    public final ResultSet getColumnPrivileges(
            @Nullable String catalog, @Nullable String schema, @Nullable String table, @Nullable String column)
            throws SQLException {
        return none(COLUMN_PRIVILEGES);
    }

    @Override
    public final ResultSet getTablePrivileges(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return none(TABLE_PRIVILEGES);
    }

    @Override
    public final ResultSet getVersionColumns(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return none(VERSION_COLUMNS);
    }

    @Override
    public final ResultSet getUDTs(
            @Nullable String catalog, @Nullable String schema, @Nullable String name, int @Nullable [] types)
            throws SQLException {
        return none(UDTS);
    }

    @Override
    public final ResultSet getSuperTypes(@Nullable String catalog, @Nullable String schema, @Nullable String name)
            throws SQLException {
        return none(SUPER_TYPES);
    }

    @Override
    public final ResultSet getSuperTables(@Nullable String catalog, @Nullable String schema, @Nullable String name)
            throws SQLException {
        return none(SUPER_TABLES);
    }

    @Override
    public final ResultSet getAttributes(
            @Nullable String catalog, @Nullable String schema, @Nullable String name, @Nullable String attribute)
            throws SQLException {
        return none(ATTRIBUTES);
    }

    @Override
    public final ResultSet getSchemas() throws SQLException {
        return none(SCHEMAS);
    }

    @Override
    public final ResultSet getSchemas(@Nullable String catalog, @Nullable String schema) throws SQLException {
        return none(SCHEMAS);
    }

    @Override
    public final ResultSet getCatalogs() throws SQLException {
        return none(CATALOGS);
    }

    @Override
    public final ResultSet getClientInfoProperties() throws SQLException {
        return none(CLIENT_INFO);
    }

    // Results are forward only and read only.

    @Override
    public final boolean ownUpdatesAreVisible(int type) {
        return false;
    }

    @Override
    public final boolean ownDeletesAreVisible(int type) {
        return false;
    }

    @Override
    public final boolean ownInsertsAreVisible(int type) {
        return false;
    }

    @Override
    public final boolean othersUpdatesAreVisible(int type) {
        return false;
    }

    @Override
    public final boolean othersDeletesAreVisible(int type) {
        return false;
    }

    @Override
    public final boolean othersInsertsAreVisible(int type) {
        return false;
    }

    @Override
    public final boolean updatesAreDetected(int type) {
        return false;
    }

    @Override
    public final boolean deletesAreDetected(int type) {
        return false;
    }

    @Override
    public final boolean insertsAreDetected(int type) {
        return false;
    }
}
