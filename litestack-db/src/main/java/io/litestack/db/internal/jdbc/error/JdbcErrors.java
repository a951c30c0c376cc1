package io.litestack.db.internal.jdbc.error;

import io.litestack.core.ClosedException;
import io.litestack.core.ConfigException;
import io.litestack.core.ConstraintViolationException;
import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.TimeLimitException;
import io.litestack.core.spi.sql.SqliteCode;
import io.litestack.db.MappingException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes of every failure the {@link SQLException} that JDBC has for it, with its SQLState (see {@link Failure}), SQLite's primary
 * result code as the vendor code, which is what dialects compare it with, and a message that keeps the driver's.
 *
 * <p>Whoever wants to know what Litestack knows of it finds Litestack's own exception among the causes, such as a {@link
 * ConstraintViolationException} for a row that is there already.
 */
public final class JdbcErrors {
    private static final Pattern OUT_OF_BOUNDS =
            Pattern.compile("column (-?\\d+) out of bounds|Index (-?\\d+) out of bounds");

    /** The driver puts what SQLite says into parentheses behind words of its own. */
    private static final Pattern CONSTRAINT =
            Pattern.compile("(\\[SQLITE_CONSTRAINT\\w*\\]) [^(]*\\((.*)\\)\\s*$", Pattern.DOTALL);

    private static final String READ_ONLY =
            "; the connection is read-only: call setReadOnly(false), or leave readOnly out of the"
                    + " transaction or the URL. If it is not, check the permissions of the file, and of its folder";

    private JdbcErrors() {}

    /**
     * Returns what to throw for a failure of the store or of the driver.
     *
     * @param failure the exception
     * @return an exception with an SQLState, {@code failure} itself if it is one
     */
    public static SQLException of(Exception failure) {
        if (failure instanceof SQLException sql) {
            return ofSql(sql);
        }
        return failure instanceof LitestackException known ? ofKnown(known) : ofUnchecked(failure);
    }

    /**
     * Returns what to throw for a batch of which one row failed.
     *
     * @param failure the row's failure
     * @param row which row it was, from 0
     * @param counts the counts of the rows that are stored all the same; none if the batch was rolled back
     * @return the exception; its SQLState and code are those of the failure, which is its cause and its next exception
     */
    public static BatchUpdateException ofBatch(Exception failure, int row, long[] counts) {
        SQLException cause = of(failure);
        BatchUpdateException batch = new BatchUpdateException(
                "row " + (row + 1) + " of the batch: " + cause.getMessage(),
                cause.getSQLState(),
                cause.getErrorCode(),
                counts,
                cause);
        batch.setNextException(cause);
        return batch;
    }

    /** The exception for the use of something that is closed: a connection, a statement, a result set. */
    public static SQLException closed(String what) {
        return what.equals("connection") || what.equals("database")
                ? Failure.CLOSED.of("the " + what + " is closed")
                : Failure.SEQUENCE.of("the " + what + " is closed");
    }

    /** The exception for a call that makes no sense as things stand, such as commit in autocommit mode. */
    public static SQLException invalid(String message) {
        return Failure.SEQUENCE.of(message);
    }

    /**
     * The exception for what JDBC has and SQLite has not.
     *
     * @param what the call, or what it is for
     * @param instead what to do instead; a clause
     */
    public static SQLException unsupported(String what, String instead) {
        return Failure.UNSUPPORTED.of(what + " is not supported by SQLite: " + instead);
    }

    /** The exception for a call that makes no sense for SQLite. */
    public static SQLException unsupported(String what) {
        return Failure.UNSUPPORTED.of(what + " is not supported");
    }

    /** The exception for a column that a result does not have. */
    public static SQLException noColumn(int index, int count) {
        return Failure.NO_SUCH_POSITION.of(
                "there is no column " + index + ": the result has " + (count == 0 ? "none" : "columns 1 to " + count));
    }

    /** The exception for a parameter that a statement does not have. */
    public static SQLException noParameter(int index, int count) {
        return Failure.NO_SUCH_POSITION.of("the statement has no parameter " + index + ": it has "
                + (count == 0 ? "none" : "parameters 1 to " + count));
    }

    private static SQLException ofSql(SQLException e) {
        if (e.getSQLState() != null && !e.getSQLState().isEmpty()) {
            return e;
        }
        String message = String.valueOf(e.getMessage());
        if (e.getCause() instanceof LitestackException known) {
            return ofKnown(known);
        } else if (e.getCause() instanceof RuntimeException cause) {
            return kindOf(cause).of(message, 0, cause);
        }
        int code = SqliteCode.of(e);
        if (code == 0) {
            return ofDriver(e, message);
        }
        String text = SqliteCode.primary(code) == SqliteCode.READONLY ? message + READ_ONLY : message;
        return ofSqlite(code, text, known(code, text, e));
    }

    /** What Litestack calls an error of SQLite. */
    private static StoreException known(int code, String message, SQLException e) {
        return switch (SqliteCode.primary(code)) {
            case SqliteCode.CONSTRAINT -> new ConstraintViolationException(message, e);
            case SqliteCode.BUSY, SqliteCode.LOCKED -> new StoreBusyException(message, e);
            case SqliteCode.FULL -> new StorageFullException(message, e);
            default -> new StoreException(message, e);
        };
    }

    /** What the driver throws on its own account has neither code nor state. */
    private static SQLException ofDriver(SQLException e, String message) {
        if (OUT_OF_BOUNDS.matcher(message).find()) {
            return Failure.NO_SUCH_POSITION.of(message, 0, e);
        } else if (message.startsWith("no such column")) {
            return Failure.NO_COLUMN.of(message, 0, e);
        } else if (message.contains("connection closed") || message.contains("database has been closed")) {
            return Failure.CLOSED.of(message, 0, e);
        } else if (message.contains("ResultSet closed") || message.contains("inconsistent internal state")) {
            return Failure.CURSOR_STATE.of("there is no current row: " + message, 0, e);
        } else if (message.contains("stmt pointer is closed")) {
            return Failure.SEQUENCE.of("the result set is closed: " + message, 0, e);
        } else if (message.contains("statement is not executing") || message.contains("Query returns results")) {
            return Failure.SEQUENCE.of(message, 0, e);
        }
        return Failure.OTHER.of(message, 0, e);
    }

    private static SQLException ofKnown(LitestackException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof StoreException store) {
            return ofStore(store, message);
        } else if (e instanceof ClosedException) {
            return Failure.CLOSED.of(message, 0, e);
        } else if (e instanceof MappingException) {
            return Failure.WRONG_TYPE.of(message, 0, e);
        }
        return (e instanceof ConfigException ? Failure.CANNOT_CONNECT : Failure.OTHER).of(message, 0, e);
    }

    private static SQLException ofStore(StoreException e, String message) {
        int code = SqliteCode.primary(e.code());
        if (e instanceof StoreBusyException) {
            return Failure.BUSY.of(message, code == 0 ? SqliteCode.BUSY : code, e);
        } else if (e instanceof TimeLimitException) {
            return Failure.TIMEOUT.of(message, code, e);
        } else if (e instanceof StoreInterruptedException) {
            return Failure.CANCELLED.of(message, code, e);
        } else if (e instanceof OutcomeUnknownException) {
            return Failure.OUTCOME_UNKNOWN.of(message, code, e);
        } else if (e instanceof StorageFullException) {
            return Failure.FULL.of(message, code == 0 ? SqliteCode.FULL : code, e);
        } else if (code == 0) {
            return Failure.OTHER.of(message, 0, e);
        }
        return ofSqlite(e.code(), message, e);
    }

    /** Of a broken constraint the message ends with SQLite's own, in which dialects look for the constraint's name. */
    private static SQLException ofSqlite(int code, String message, Throwable cause) {
        int primary = SqliteCode.primary(code);
        String text = message;
        if (primary == SqliteCode.CONSTRAINT) {
            text = CONSTRAINT.matcher(message).replaceFirst("$1 $2");
        } else if (code == SqliteCode.LOCKED) {
            text = message + ". A result of the same connection is still open: close it first";
        }
        return SqliteFailures.kind(code, message).of(text, primary, cause);
    }

    private static SQLException ofUnchecked(Exception e) {
        Failure kind = kindOf(e);
        String message = String.valueOf(e.getMessage());
        if (kind == Failure.NO_SUCH_POSITION) {
            message = outOfBounds(message);
        }
        return kind.of(kind == Failure.OTHER ? "the call failed: " + e : message, 0, e);
    }

    private static Failure kindOf(Exception unchecked) {
        if (unchecked instanceof IndexOutOfBoundsException) {
            return Failure.NO_SUCH_POSITION;
        } else if (unchecked instanceof IllegalArgumentException) {
            return Failure.GRAMMAR;
        }
        return unchecked instanceof IllegalStateException ? Failure.SEQUENCE : Failure.OTHER;
    }

    /** The driver counts from 0 in its arrays, and JDBC from 1. */
    private static String outOfBounds(String message) {
        Matcher matcher = OUT_OF_BOUNDS.matcher(message);
        @Nullable String index = matcher.find() ? matcher.group(2) : null;
        return index == null
                ? message
                : "there is no parameter or column " + (Long.parseLong(index) + 1) + ": they are counted from 1";
    }
}
