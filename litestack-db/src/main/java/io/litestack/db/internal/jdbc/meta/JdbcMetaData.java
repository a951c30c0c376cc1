package io.litestack.db.internal.jdbc.meta;

import io.litestack.db.internal.jdbc.error.Wrappers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What JDBC tells of the database. Each call reads what it needs and shows it from memory, so that its result holds neither a
 * reader nor a transaction.
 *
 * <p>SQLite has neither catalogs nor schemas that an application would name: those arguments are of no consequence, but for the
 * schemas main and temp. A pattern for names is one of LIKE, with a backslash before what is no wildcard. Tables of SQLite's and
 * of Litestack's own are left out, unless they are asked for as SYSTEM TABLE, or by their name.
 */
public final class JdbcMetaData extends AbsentMetaData {
    private final TableRows tables;
    private final KeyRows keys;
    private final IndexRows indexes;
    private final FunctionRows functions;

    /** Makes that of a connection. */
    public JdbcMetaData(MetaAccess access) {
        super(access);
        this.tables = new TableRows(access);
        this.keys = new KeyRows(access);
        this.indexes = new IndexRows(access);
        this.functions = new FunctionRows(access);
    }

    @Override
    public Connection getConnection() {
        return access.connection();
    }

    /** The URL of sqlite-jdbc, by which libraries choose their dialect. */
    @Override
    public String getURL() {
        return "jdbc:sqlite:" + access.file();
    }

    @Override
    public @Nullable String getUserName() {
        return null;
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        return access.connection().isReadOnly();
    }

    @Override
    public String getDatabaseProductVersion() {
        return access.sqliteVersion();
    }

    @Override
    public int getDatabaseMajorVersion() {
        return part(0);
    }

    @Override
    public int getDatabaseMinorVersion() {
        return part(1);
    }

    private int part(int index) {
        return Integer.parseInt(access.sqliteVersion().split("\\.", -1)[index]);
    }

    @Override
    public ResultSet getTables(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String pattern,
            @Nullable String @Nullable [] types)
            throws SQLException {
        return tables.tables(schema, pattern, types);
    }

    @Override
    public ResultSet getTableTypes() throws SQLException {
        return tables.tableTypes();
    }

    @Override
    public ResultSet getColumns(
            @Nullable String catalog, @Nullable String schema, @Nullable String pattern, @Nullable String columns)
            throws SQLException {
        return tables.columns(schema, pattern, columns);
    }

    @Override
    public ResultSet getPseudoColumns(
            @Nullable String catalog, @Nullable String schema, @Nullable String pattern, @Nullable String columns)
            throws SQLException {
        return tables.pseudoColumns(schema, pattern, columns);
    }

    @Override
    public ResultSet getBestRowIdentifier(
            @Nullable String catalog, @Nullable String schema, @Nullable String table, int scope, boolean nullable)
            throws SQLException {
        return tables.bestRowIdentifier(table, nullable);
    }

    @Override
    public ResultSet getPrimaryKeys(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return keys.primaryKeys(table);
    }

    @Override
    public ResultSet getImportedKeys(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return keys.imported(table);
    }

    @Override
    public ResultSet getExportedKeys(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return keys.exported(table);
    }

    @Override
    public ResultSet getCrossReference(
            @Nullable String parentCatalog,
            @Nullable String parentSchema,
            @Nullable String parentTable,
            @Nullable String foreignCatalog,
            @Nullable String foreignSchema,
            @Nullable String foreignTable)
            throws SQLException {
        return keys.crossing(parentTable, foreignTable);
    }

    @Override
    public ResultSet getIndexInfo(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table,
            boolean unique,
            boolean approximate)
            throws SQLException {
        return indexes.indexes(table, unique);
    }

    @Override
    public ResultSet getTypeInfo() throws SQLException {
        return TypeRows.types(access);
    }

    @Override
    public ResultSet getFunctions(@Nullable String catalog, @Nullable String schema, @Nullable String pattern)
            throws SQLException {
        return functions.functions(pattern);
    }

    @Override
    public ResultSet getFunctionColumns(
            @Nullable String catalog, @Nullable String schema, @Nullable String pattern, @Nullable String columns)
            throws SQLException {
        return functions.columns(pattern);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Wrappers.unwrap(this, type);
    }

    @Override
    public boolean isWrapperFor(@Nullable Class<?> type) {
        return type != null && type.isInstance(this);
    }

    @Override
    public String toString() {
        return "DatabaseMetaData[" + access.file() + "]";
    }
}
