package io.litestack.db.internal.jdbc.error;

import io.litestack.core.spi.sql.SqliteCode;
import java.util.List;
import java.util.regex.Pattern;

/** Tells what kind of failure an error of SQLite is: by its code and, where that says nothing, by its message. */
final class SqliteFailures {
    /** A message of SQLITE_ERROR, which is the code of nearly everything that is wrong with a statement. */
    private record Sign(Pattern pattern, Failure kind) {
        static Sign of(String pattern, Failure kind) {
            return new Sign(Pattern.compile(pattern), kind);
        }
    }

    // Extended codes.
    private static final int ABORT_ROLLBACK = 516;
    private static final int CONSTRAINT_CHECK = 275;
    private static final int CONSTRAINT_FOREIGN_KEY = 787;
    private static final int CONSTRAINT_NOT_NULL = 1299;
    private static final int CONSTRAINT_PRIMARY_KEY = 1555;
    private static final int CONSTRAINT_UNIQUE = 2067;
    private static final int CONSTRAINT_ROWID = 2579;
    private static final int CONSTRAINT_TYPE = 3091;

    /** The texts are those of SQLite's own sources; the first that is found counts. */
    private static final List<Sign> SIGNS = List.of(
            Sign.of("syntax error|incomplete input|unrecognized token|unterminated string", Failure.SYNTAX),
            Sign.of("no such (table|view)|unknown table", Failure.NO_TABLE),
            Sign.of("no such column|has no column named|unknown column", Failure.NO_COLUMN),
            Sign.of("no such index", Failure.NO_INDEX),
            Sign.of("index .* already exists", Failure.INDEX_EXISTS),
            Sign.of("already exists|already a(n)? (table|index|view) named", Failure.TABLE_EXISTS),
            Sign.of("duplicate column name", Failure.COLUMN_EXISTS),
            Sign.of("ambiguous column name", Failure.AMBIGUOUS_COLUMN),
            Sign.of("no such function|wrong number of arguments to function", Failure.NO_FUNCTION),
            Sign.of("columns but \\d+ values|\\d+ values for \\d+ columns", Failure.WRONG_NUMBER_OF_VALUES),
            Sign.of("foreign key mismatch", Failure.FOREIGN_KEY_MISMATCH),
            Sign.of("may not be (modified|dropped|altered)|not authorized|prohibited", Failure.NOT_ALLOWED),
            Sign.of("no such savepoint", Failure.NO_SAVEPOINT),
            Sign.of(
                    "no transaction is active|within a transaction|SQL statements in progress",
                    Failure.TRANSACTION_STATE),
            Sign.of("integer overflow", Failure.OUT_OF_RANGE),
            Sign.of("malformed JSON|JSON path error|bad JSON path|JSON cannot hold", Failure.MALFORMED_JSON),
            Sign.of("too many (SQL variables|terms|columns|arguments|attached|levels)", Failure.TOO_COMPLEX),
            Sign.of("too complex|is too large|at most \\d+ tables|stack overflow|too deep", Failure.TOO_COMPLEX),
            Sign.of("interrupted", Failure.CANCELLED));

    private SqliteFailures() {}

    /** The kind of an error with this extended code; the code alone decides unless it is the general one. */
    static Failure kind(int code, String message) {
        return switch (SqliteCode.primary(code)) {
            case SqliteCode.CONSTRAINT -> constraint(code);
            case SqliteCode.ERROR -> statement(message);
            case SqliteCode.BUSY, SqliteCode.LOCKED, SqliteCode.PROTOCOL -> Failure.BUSY;
            case SqliteCode.SCHEMA -> schema(message);
            case SqliteCode.ABORT -> code == ABORT_ROLLBACK ? Failure.ROLLED_BACK : Failure.CANCELLED;
            case SqliteCode.INTERRUPT -> Failure.CANCELLED;
            case SqliteCode.READONLY -> Failure.READ_ONLY;
            case SqliteCode.FULL -> Failure.FULL;
            case SqliteCode.NOMEM -> Failure.OUT_OF_MEMORY;
            case SqliteCode.IOERR, SqliteCode.CANTOPEN -> Failure.IO;
            case SqliteCode.CORRUPT, SqliteCode.NOTADB -> Failure.CORRUPT;
            default -> rare(code);
        };
    }

    private static Failure rare(int code) {
        return switch (SqliteCode.primary(code)) {
            case SqliteCode.PERM, SqliteCode.AUTH -> Failure.NOT_ALLOWED;
            case SqliteCode.TOOBIG -> Failure.TOO_LONG;
            case SqliteCode.MISMATCH -> Failure.WRONG_TYPE;
            case SqliteCode.MISUSE -> Failure.SEQUENCE;
            case SqliteCode.RANGE -> Failure.NO_SUCH_POSITION;
            default -> Failure.OTHER;
        };
    }

    private static Failure constraint(int code) {
        return switch (code) {
            case CONSTRAINT_UNIQUE, CONSTRAINT_PRIMARY_KEY, CONSTRAINT_ROWID -> Failure.DUPLICATE_KEY;
            case CONSTRAINT_FOREIGN_KEY -> Failure.FOREIGN_KEY;
            case CONSTRAINT_NOT_NULL -> Failure.NOT_NULL;
            case CONSTRAINT_CHECK -> Failure.CHECK;
            case CONSTRAINT_TYPE -> Failure.WRONG_TYPE;
            default -> Failure.CONSTRAINT;
        };
    }

    /** SQLite says so too of a statement that is wrong, if it has just noticed a change of the schema. */
    private static Failure schema(String message) {
        Failure kind = statement(message);
        return kind == Failure.GRAMMAR ? Failure.BUSY : kind;
    }

    private static Failure statement(String message) {
        for (Sign sign : SIGNS) {
            if (sign.pattern.matcher(message).find()) {
                return sign.kind;
            }
        }
        return Failure.GRAMMAR;
    }
}
