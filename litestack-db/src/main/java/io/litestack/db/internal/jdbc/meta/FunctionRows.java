package io.litestack.db.internal.jdbc.meta;

import static java.sql.DatabaseMetaData.functionColumnIn;
import static java.sql.DatabaseMetaData.functionNoTable;
import static java.sql.DatabaseMetaData.functionNullableUnknown;
import static java.sql.DatabaseMetaData.functionReturn;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions of SQLite as JDBC shows them. They have no types: a function takes and returns whatever it is given. */
final class FunctionRows {
    private static final MemoryColumns FUNCTIONS = MemoryColumns.named(
            "FUNCTION_CAT", "FUNCTION_SCHEM", "FUNCTION_NAME", "REMARKS", "#FUNCTION_TYPE", "SPECIFIC_NAME");
    private static final MemoryColumns COLUMNS = MemoryColumns.named(
            "FUNCTION_CAT",
            "FUNCTION_SCHEM",
            "FUNCTION_NAME",
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
            "#CHAR_OCTET_LENGTH",
            "#ORDINAL_POSITION",
            "IS_NULLABLE",
            "SPECIFIC_NAME");
    private static final String LIST = """
            SELECT DISTINCT name, narg FROM pragma_function_list WHERE name LIKE ?1 ESCAPE '\\' ORDER BY name, narg""";

    private final MetaAccess access;

    FunctionRows(MetaAccess access) {
        this.access = access;
    }

    private List<@Nullable Object[]> list(@Nullable String pattern) throws SQLException {
        return access.read(LIST, pattern == null ? "%" : pattern);
    }

    /** The name and the number of arguments; what takes any number has none. */
    private static String specificName(@Nullable Object[] function) {
        int arguments = SchemaReader.number(function[1]);
        return function[0] + "/" + (arguments < 0 ? "*" : arguments);
    }

    ResultSet functions(@Nullable String pattern) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (@Nullable Object[] function : list(pattern)) {
            rows.add(new Object[] {null, null, function[0], null, functionNoTable, specificName(function)});
        }
        return access.show(FUNCTIONS, rows);
    }

    ResultSet columns(@Nullable String pattern) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (@Nullable Object[] function : list(pattern)) {
            rows.add(column(function, "", functionReturn, 0));
            for (int i = 1; i <= SchemaReader.number(function[1]); i++) {
                rows.add(column(function, "argument" + i, functionColumnIn, i));
            }
        }
        return access.show(COLUMNS, rows);
    }

    private static @Nullable Object[] column(@Nullable Object[] function, String name, int kind, int position) {
        return new Object[] {
            null,
            null,
            function[0],
            name,
            kind,
            Types.OTHER,
            "ANY",
            null,
            null,
            null,
            null,
            functionNullableUnknown,
            null,
            null,
            position,
            "",
            specificName(function)
        };
    }
}
