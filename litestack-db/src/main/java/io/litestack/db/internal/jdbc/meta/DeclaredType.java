package io.litestack.db.internal.jdbc.meta;

import java.math.BigDecimal;
import java.sql.Types;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The type that a column was declared with, which may be any words, as JDBC's types. A word that is known tells the type; anything
 * else is what SQLite's rules of affinity make of it.
 *
 * @param name the words in upper case, without what is in parentheses; never empty
 * @param code a constant of {@link Types}
 * @param size the number in parentheses, or how many digits such a type has; null if it has no bound
 * @param digits the digits after the point, 0 for none
 */
record DeclaredType(String name, int code, @Nullable Integer size, int digits) {
    /** What a column without a declared type may hold. */
    private static final String ANY = "ANY";

    private static final Pattern PARTS = Pattern.compile(
            "\\s*([^(]*?)\\s*(?:\\(\\s*([0-9]{1,9})[^,)]*(?:,\\s*([0-9]{1,9}))?[^)]*\\)?(.*))?", Pattern.DOTALL);

    private static final Map<String, Integer> CODES = new HashMap<>();

    static {
        codes(Types.INTEGER, "INT", "INTEGER", "MEDIUMINT", "INT4", "SERIAL");
        codes(Types.BIGINT, "BIGINT", "INT8", "UNSIGNED BIG INT", "BIGSERIAL", "LONG");
        codes(Types.SMALLINT, "SMALLINT", "INT2");
        codes(Types.TINYINT, "TINYINT");
        codes(Types.BOOLEAN, "BOOLEAN", "BOOL");
        codes(Types.BIT, "BIT");
        codes(Types.REAL, "REAL", "FLOAT4");
        codes(Types.DOUBLE, "DOUBLE", "DOUBLE PRECISION", "FLOAT8");
        codes(Types.FLOAT, "FLOAT");
        codes(Types.DECIMAL, "DECIMAL", "DEC", "MONEY");
        codes(Types.NUMERIC, "NUMERIC", "NUMBER");
        codes(Types.CHAR, "CHAR", "CHARACTER", "NCHAR", "NATIVE CHARACTER");
        codes(
                Types.VARCHAR,
                "VARCHAR",
                "NVARCHAR",
                "CHARACTER VARYING",
                "VARYING CHARACTER",
                "TEXT",
                "UUID",
                "JSON",
                ANY);
        codes(Types.CLOB, "CLOB", "NCLOB");
        codes(Types.BLOB, "BLOB", "JSONB", "BYTEA");
        codes(Types.BINARY, "BINARY");
        codes(Types.VARBINARY, "VARBINARY", "LONGVARBINARY");
        codes(Types.DATE, "DATE");
        codes(Types.TIME, "TIME");
        codes(Types.TIMESTAMP, "TIMESTAMP", "DATETIME", "TIMESTAMP WITHOUT TIME ZONE");
        codes(Types.TIMESTAMP_WITH_TIMEZONE, "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ");
    }

    private static void codes(int code, String... names) {
        for (String name : names) {
            CODES.put(name, code);
        }
    }

    /** Reads the declaration; null stands for none. */
    static DeclaredType of(@Nullable String declared) {
        Matcher matcher = PARTS.matcher(declared == null ? "" : declared);
        if (!matcher.matches()) {
            return ofName(String.valueOf(declared), null, 0);
        }
        String behind = matcher.group(4) == null ? "" : " " + matcher.group(4);
        return ofName(matcher.group(1) + behind, number(matcher.group(2)), matcher.group(3));
    }

    private static DeclaredType ofName(String words, @Nullable Integer size, @Nullable String digits) {
        Integer after = number(digits);
        return ofName(words, size, after == null ? 0 : after);
    }

    private static DeclaredType ofName(String words, @Nullable Integer size, int digits) {
        String name = words.strip().replaceAll("\\s+", " ").toUpperCase(Locale.ROOT);
        name = name.isEmpty() ? ANY : name;
        Integer known = CODES.get(name);
        int code = known == null ? affinity(name) : known;
        return new DeclaredType(name, code, size == null ? usualSize(code) : size, digits);
    }

    /** As the type of a table's column: SQLite's own INTEGER, as ids are declared, has 64 bits. */
    DeclaredType ofColumn() {
        boolean hasUsualSize = Objects.equals(size, usualSize(Types.INTEGER));
        return name.equals("INTEGER")
                ? new DeclaredType(name, Types.BIGINT, hasUsualSize ? usualSize(Types.BIGINT) : size, digits)
                : this;
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits == null ? null : Integer.valueOf(digits);
    }

    /** <a href="https://www.sqlite.org/datatype3.html#determination_of_column_affinity">SQLite's five rules</a>. */
    private static int affinity(String name) {
        if (name.contains("INT")) {
            return Types.INTEGER;
        } else if (name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT")) {
            return Types.VARCHAR;
        } else if (name.contains("BLOB")) {
            return Types.BLOB;
        }
        return name.contains("REAL") || name.contains("FLOA") || name.contains("DOUB") ? Types.DOUBLE : Types.NUMERIC;
    }

    private static @Nullable Integer usualSize(int code) {
        return switch (code) {
            case Types.BIT, Types.BOOLEAN -> 1;
            case Types.TINYINT -> 3;
            case Types.SMALLINT -> 5;
            case Types.INTEGER -> 10;
            case Types.BIGINT -> 19;
            case Types.REAL, Types.FLOAT, Types.DOUBLE, Types.DECIMAL, Types.NUMERIC -> 15;
            case Types.DATE -> "2026-03-01".length();
            case Types.TIME -> "12:00:00.123456789".length();
            case Types.TIMESTAMP -> "2026-03-01 12:00:00.123456789".length();
            case Types.TIMESTAMP_WITH_TIMEZONE -> "2026-03-01 12:00:00.123456789+00:00".length();
            default -> null;
        };
    }

    boolean isNumber() {
        return isNumber(code);
    }

    static boolean isNumber(int code) {
        return switch (code) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE,
                    Types.DECIMAL,
                    Types.NUMERIC -> true;
            default -> false;
        };
    }

    /** The class that getObject is likely to return for a column of this type; nothing keeps a column from holding others. */
    static String className(int code) {
        return switch (code) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIT, Types.BOOLEAN -> Integer.class.getName();
            case Types.BIGINT -> Long.class.getName();
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> Double.class.getName();
            case Types.DECIMAL -> BigDecimal.class.getName();
            case Types.BLOB, Types.BINARY, Types.VARBINARY -> "[B";
            case Types.NUMERIC, Types.OTHER, Types.NULL -> Object.class.getName();
            default -> String.class.getName();
        };
    }
}
