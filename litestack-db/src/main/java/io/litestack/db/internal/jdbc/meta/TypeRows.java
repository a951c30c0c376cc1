package io.litestack.db.internal.jdbc.meta;

import static java.sql.DatabaseMetaData.typeNullable;
import static java.sql.DatabaseMetaData.typeSearchable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types that a column is usefully declared with, as JDBC shows them: the one for each of its codes first. */
final class TypeRows {
    private static final MemoryColumns TYPES = MemoryColumns.named(
            "TYPE_NAME",
            "#DATA_TYPE",
            "#PRECISION",
            "LITERAL_PREFIX",
            "LITERAL_SUFFIX",
            "CREATE_PARAMS",
            "#NULLABLE",
            "#CASE_SENSITIVE",
            "#SEARCHABLE",
            "#UNSIGNED_ATTRIBUTE",
            "#FIXED_PREC_SCALE",
            "#AUTO_INCREMENT",
            "LOCAL_TYPE_NAME",
            "#MINIMUM_SCALE",
            "#MAXIMUM_SCALE",
            "#SQL_DATA_TYPE",
            "#SQL_DATETIME_SUB",
            "#NUM_PREC_RADIX");

    private static final List<String> NAMES = List.of(
            "INTEGER",
            "BIGINT",
            "SMALLINT",
            "TINYINT",
            "BOOLEAN",
            "REAL",
            "DOUBLE",
            "FLOAT",
            "NUMERIC",
            "DECIMAL",
            "TEXT",
            "VARCHAR",
            "CHAR",
            "CLOB",
            "BLOB",
            "BINARY",
            "VARBINARY",
            "DATE",
            "TIME",
            "TIMESTAMP",
            "DATETIME");
    private static final int LONGEST = 1_000_000_000;
    private static final int RADIX = 10;

    private TypeRows() {}

    static ResultSet types(MetaAccess access) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        NAMES.forEach(it -> rows.add(row(DeclaredType.of(it))));
        rows.sort((a, b) -> Integer.compare(SchemaReader.number(a[1]), SchemaReader.number(b[1])));
        return access.show(TYPES, rows);
    }

    private static @Nullable Object[] row(DeclaredType type) {
        boolean isText = DeclaredType.className(type.code()).equals(String.class.getName());
        boolean isBlob = type.code() == Types.BLOB || type.code() == Types.BINARY || type.code() == Types.VARBINARY;
        boolean isExact = type.code() == Types.NUMERIC || type.code() == Types.DECIMAL;
        boolean hasLength = type.name().contains("CHAR") || type.name().contains("BINARY");
        return new Object[] {
            type.name(),
            type.code(),
            type.size() == null ? (Integer) LONGEST : type.size(),
            isText ? "'" : isBlob ? "X'" : null,
            isText || isBlob ? "'" : null,
            isExact ? "precision,scale" : hasLength ? "length" : null,
            typeNullable,
            isText ? 1 : 0,
            typeSearchable,
            0,
            0,
            type.name().equals("INTEGER") ? 1 : 0,
            null,
            0,
            isExact ? 15 : 0,
            null,
            null,
            type.isNumber() ? RADIX : null
        };
    }
}
