package io.litestack.db.internal.jdbc.error;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of failures, each with its SQLState and with JDBC's class for it. What libraries make of a failure depends on the two:
 * Spring looks at the class first and at the SQLState then, Hibernate at the vendor code, the class and the SQLState, jOOQ at the
 * SQLState, pools at its first two digits.
 *
 * <p>The states are those of the SQL standard, and PostgreSQL's where the standard has none; for what is missing in a statement
 * those of X/Open, which H2 and MySQL use as well.
 */
public enum Failure {
    /** UNIQUE or PRIMARY KEY. */
    DUPLICATE_KEY("23505", SQLIntegrityConstraintViolationException::new),
    /** FOREIGN KEY. */
    FOREIGN_KEY("23503", SQLIntegrityConstraintViolationException::new),
    /** NOT NULL. */
    NOT_NULL("23502", SQLIntegrityConstraintViolationException::new),
    /** CHECK. */
    CHECK("23514", SQLIntegrityConstraintViolationException::new),
    /** RAISE in a trigger, and what else counts among the constraints. */
    CONSTRAINT("23000", SQLIntegrityConstraintViolationException::new),

    /** A value is not of the type that is asked for. */
    WRONG_TYPE("22018", SQLDataException::new),
    /** A number is outside the range of its type. */
    OUT_OF_RANGE("22003", SQLDataException::new),
    /** A text or blob is too long. */
    TOO_LONG("22001", SQLDataException::new),
    /** A text that UTF-8 cannot express. */
    UNSTORABLE_TEXT("22021", SQLDataException::new),
    /** A text that is no JSON. */
    MALFORMED_JSON("22032", SQLDataException::new),
    /** A time that cannot be stored or read. */
    BAD_TIME("22007", SQLDataException::new),
    /** An argument of a call is out of bounds. */
    BAD_ARGUMENT("22023", SQLDataException::new),

    /** The statement is wrong. */
    GRAMMAR("42000", SQLSyntaxErrorException::new),
    /** The text is no statement. */
    SYNTAX("42601", SQLSyntaxErrorException::new),
    /** It may not be changed, or not be used. */
    NOT_ALLOWED("42501", SQLSyntaxErrorException::new),
    /** There is no such table or view. */
    NO_TABLE("42S02", SQLSyntaxErrorException::new),
    /** There is such a table or view already. */
    TABLE_EXISTS("42S01", SQLSyntaxErrorException::new),
    /** There is such an index already. */
    INDEX_EXISTS("42S11", SQLSyntaxErrorException::new),
    /** There is no such index. */
    NO_INDEX("42S12", SQLSyntaxErrorException::new),
    /** There is such a column already. */
    COLUMN_EXISTS("42S21", SQLSyntaxErrorException::new),
    /** There is no such column. */
    NO_COLUMN("42S22", SQLSyntaxErrorException::new),
    /** Several columns could be meant. */
    AMBIGUOUS_COLUMN("42702", SQLSyntaxErrorException::new),
    /** There is no such function, or none with so many arguments. */
    NO_FUNCTION("42883", SQLSyntaxErrorException::new),
    /** So many values do not go into so many columns. */
    WRONG_NUMBER_OF_VALUES("21S01", SQLSyntaxErrorException::new),
    /** A foreign key fits no key. */
    FOREIGN_KEY_MISMATCH("42830", SQLSyntaxErrorException::new),
    /** There is no such parameter or column index. */
    NO_SUCH_POSITION("07009", SQLNonTransientException::new),
    /** Not all parameters have a value. */
    PARAMETER_MISSING("07001", SQLNonTransientException::new),
    /** The statement is larger than SQLite can compile. */
    TOO_COMPLEX("54001", SQLNonTransientException::new),

    /** Somebody else holds what is needed; the whole transaction may be tried again. */
    BUSY("40001", SQLTransactionRollbackException::new),
    /** The transaction was rolled back. */
    ROLLED_BACK("40000", SQLTransactionRollbackException::new),
    /** A limit of time was exceeded. */
    TIMEOUT("57014", SQLTimeoutException::new),
    /** Somebody cancelled the statement, or interrupted the thread. */
    CANCELLED("57014", SQLTransientException::new),

    /**
     * What only reads would have written. Of JDBC's classes this one is not perfect, but the only one that Spring takes for a
     * mistake in the use of the connection, which it is.
     */
    READ_ONLY("25006", SQLFeatureNotSupportedException::new),
    /** Something is not possible inside, or outside, of a transaction. */
    TRANSACTION_STATE("25000", SQLNonTransientException::new),
    /** There is no such savepoint. */
    NO_SAVEPOINT("3B001", SQLNonTransientException::new),
    /** The rows are not where they would have to be. */
    CURSOR_STATE("24000", SQLNonTransientException::new),
    /** A call that does not fit what was called before. */
    SEQUENCE("HY010", SQLNonTransientException::new),
    /** JDBC knows it, SQLite does not. Not 0A000, for which HikariCP would throw the connection away. */
    UNSUPPORTED("HYC00", SQLFeatureNotSupportedException::new),

    /** The connection, or what it is to, is closed. */
    CLOSED("08003", SQLNonTransientConnectionException::new),
    /** A connection cannot be made. */
    CANNOT_CONNECT("08001", SQLNonTransientConnectionException::new),
    /** It is not known whether the transaction is stored. */
    OUTCOME_UNKNOWN("08007", SQLNonTransientConnectionException::new),

    /** The disk is full. */
    FULL("53100", SQLNonTransientException::new),
    /** There is no memory. */
    OUT_OF_MEMORY("53200", SQLTransientException::new),
    /** The disk failed. */
    IO("58030", SQLNonTransientException::new),
    /** The file is damaged, or no database. */
    CORRUPT("XX001", SQLNonTransientConnectionException::new),
    /** Anything else. */
    OTHER("HY000", SQLException::new);

    /** A constructor that all of JDBC's exceptions have. */
    @FunctionalInterface
    private interface Maker {
        SQLException make(String message, String state, int code, Throwable cause);
    }

    private final String state;

    @SuppressWarnings("ImmutableEnumChecker") // a constructor
    private final Maker maker;

    Failure(String state, Maker maker) {
        this.state = state;
        this.maker = maker;
    }

    /** The SQLState. */
    public String state() {
        return state;
    }

    /** An exception of this kind that did not come from SQLite. */
    public SQLException of(String message) {
        return of(message, 0, null);
    }

    /** An exception of this kind that something else than SQLite has caused. */
    public SQLException of(String message, Throwable cause) {
        return of(message, 0, cause);
    }

    /** An exception of this kind, with SQLite's primary code or 0. */
    @SuppressWarnings("NullAway") // JDBC's constructors take a cause that is null
    SQLException of(String message, int code, @Nullable Throwable cause) {
        return maker.make(message, state, code, cause);
    }
}
