package io.litestack.db.internal.jdbc.meta;

import java.sql.DatabaseMetaData;

/** What the metadata says of names, words and limits, which is the same for every connection. */
abstract class SyntaxMetaData implements DatabaseMetaData {
    private static final String DRIVER = "Litestack for Java";

    /** Words that SQLite reserves and SQL:2003 does not. */
    private static final String KEYWORDS =
            "ABORT,ACTION,AFTER,ANALYZE,ASC,ATTACH,AUTOINCREMENT,BEFORE,CASCADE,CONFLICT,DATABASE,"
                    + "DEFERRABLE,DEFERRED,DESC,DETACH,EXCLUDE,EXCLUSIVE,EXPLAIN,FAIL,FIRST,FOLLOWING,GENERATED,GLOB,GROUPS,IF,IGNORE,"
                    + "INDEX,INDEXED,INITIALLY,INSTEAD,ISNULL,KEY,LAST,LIMIT,MATERIALIZED,NOTHING,NOTNULL,NULLS,OFFSET,OTHERS,PLAN,PRAGMA,"
                    + "PRECEDING,QUERY,RAISE,REGEXP,REINDEX,RENAME,REPLACE,RESTRICT,RETURNING,TEMP,TEMPORARY,TIES,TRANSACTION,UNBOUNDED,"
                    + "VACUUM,VIEW,VIRTUAL,WITHOUT";

    private static final String NUMERIC_FUNCTIONS =
            "ABS,ACOS,ASIN,ATAN,ATAN2,CEILING,COS,DEGREES,EXP,FLOOR,LOG,LOG10,MOD,PI,POWER,"
                    + "RADIANS,ROUND,SIGN,SIN,SQRT,TAN";
    private static final String STRING_FUNCTIONS =
            "CHAR,CONCAT,HEX,INSTR,LENGTH,LOWER,LTRIM,OCTET_LENGTH,REPLACE,RTRIM,SUBSTRING,TRIM,UNICODE,UPPER";
    private static final String SYSTEM_FUNCTIONS = "COALESCE,IFNULL,IIF,NULLIF,TYPEOF";
    private static final String TIME_FUNCTIONS =
            "CURRENT_DATE,CURRENT_TIME,CURRENT_TIMESTAMP,DATE,DATETIME,JULIANDAY,STRFTIME,TIME,TIMEDIFF,UNIXEPOCH";

    /** JDBC's word for no limit, or none that is known. */
    private static final int NO_LIMIT = 0;

    private static final int MOST_COLUMNS = 2_000;
    private static final int MOST_TABLES = 64;
    private static final int LONGEST_VALUE = 1_000_000_000;

    @Override
    public final String getDatabaseProductName() {
        return "SQLite";
    }

    @Override
    public final String getDriverName() {
        return DRIVER;
    }

    @Override
    public final String getDriverVersion() {
        return DriverVersion.TEXT;
    }

    @Override
    public final int getDriverMajorVersion() {
        return DriverVersion.MAJOR;
    }

    @Override
    public final int getDriverMinorVersion() {
        return DriverVersion.MINOR;
    }

    @Override
    public final int getJDBCMajorVersion() {
        return 4;
    }

    @Override
    public final int getJDBCMinorVersion() {
        return 3;
    }

    @Override
    public final int getSQLStateType() {
        return sqlStateSQL;
    }

    @Override
    public final boolean supportsMixedCaseIdentifiers() {
        return false;
    }

    @Override
    public final boolean storesUpperCaseIdentifiers() {
        return false;
    }

    @Override
    public final boolean storesLowerCaseIdentifiers() {
        return false;
    }

    @Override
    public final boolean storesMixedCaseIdentifiers() {
        return true;
    }

    @Override
    public final boolean supportsMixedCaseQuotedIdentifiers() {
        return false;
    }

    @Override
    public final boolean storesUpperCaseQuotedIdentifiers() {
        return false;
    }

    @Override
    public final boolean storesLowerCaseQuotedIdentifiers() {
        return false;
    }

    @Override
    public final boolean storesMixedCaseQuotedIdentifiers() {
        return true;
    }

    @Override
    public final String getIdentifierQuoteString() {
        return "\"";
    }

    @Override
    public final String getSearchStringEscape() {
        return "\\";
    }

    @Override
    public final String getExtraNameCharacters() {
        return "";
    }

    @Override
    public final String getSQLKeywords() {
        return KEYWORDS;
    }

    @Override
    public final String getNumericFunctions() {
        return NUMERIC_FUNCTIONS;
    }

    @Override
    public final String getStringFunctions() {
        return STRING_FUNCTIONS;
    }

    @Override
    public final String getSystemFunctions() {
        return SYSTEM_FUNCTIONS;
    }

    @Override
    public final String getTimeDateFunctions() {
        return TIME_FUNCTIONS;
    }

    @Override
    public final String getSchemaTerm() {
        return "schema";
    }

    @Override
    public final String getCatalogTerm() {
        return "catalog";
    }

    @Override
    public final String getProcedureTerm() {
        return "procedure";
    }

    @Override
    public final String getCatalogSeparator() {
        return ".";
    }

    @Override
    public final boolean isCatalogAtStart() {
        return true;
    }

    @Override
    public final boolean supportsSchemasInDataManipulation() {
        return false;
    }

    @Override
    public final boolean supportsSchemasInProcedureCalls() {
        return false;
    }

    @Override
    public final boolean supportsSchemasInTableDefinitions() {
        return false;
    }

    @Override
    public final boolean supportsSchemasInIndexDefinitions() {
        return false;
    }

    @Override
    public final boolean supportsSchemasInPrivilegeDefinitions() {
        return false;
    }

    @Override
    public final boolean supportsCatalogsInDataManipulation() {
        return false;
    }

    @Override
    public final boolean supportsCatalogsInProcedureCalls() {
        return false;
    }

    @Override
    public final boolean supportsCatalogsInTableDefinitions() {
        return false;
    }

    @Override
    public final boolean supportsCatalogsInIndexDefinitions() {
        return false;
    }

    @Override
    public final boolean supportsCatalogsInPrivilegeDefinitions() {
        return false;
    }

    @Override
    public final int getMaxBinaryLiteralLength() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxCharLiteralLength() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxColumnNameLength() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxColumnsInGroupBy() {
        return MOST_COLUMNS;
    }

    @Override
    public final int getMaxColumnsInIndex() {
        return MOST_COLUMNS;
    }

    @Override
    public final int getMaxColumnsInOrderBy() {
        return MOST_COLUMNS;
    }

    @Override
    public final int getMaxColumnsInSelect() {
        return MOST_COLUMNS;
    }

    @Override
    public final int getMaxColumnsInTable() {
        return MOST_COLUMNS;
    }

    @Override
    public final int getMaxConnections() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxCursorNameLength() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxIndexLength() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxSchemaNameLength() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxProcedureNameLength() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxCatalogNameLength() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxRowSize() {
        return LONGEST_VALUE;
    }

    @Override
    public final boolean doesMaxRowSizeIncludeBlobs() {
        return true;
    }

    @Override
    public final long getMaxLogicalLobSize() {
        return LONGEST_VALUE;
    }

    @Override
    public final int getMaxStatementLength() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxStatements() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxTableNameLength() {
        return NO_LIMIT;
    }

    @Override
    public final int getMaxTablesInSelect() {
        return MOST_TABLES;
    }

    @Override
    public final int getMaxUserNameLength() {
        return NO_LIMIT;
    }
}
