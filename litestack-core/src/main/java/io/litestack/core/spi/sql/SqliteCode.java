package io.litestack.core.spi.sql;

import io.litestack.core.StoreException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * SQLite's <a href="https://www.sqlite.org/rescode.html">result codes</a>. An extended code says more than the primary one, which
 * is its last byte.
 */
public final class SqliteCode {
    /** What the statement asks for is wrong. */
    public static final int ERROR = 1;

    /** The file does not allow it. */
    public static final int PERM = 3;

    /** A statement was ended by a rollback. */
    public static final int ABORT = 4;

    /** Another connection holds the file. */
    public static final int BUSY = 5;

    /** Another statement of the same connection is in the way. */
    public static final int LOCKED = 6;

    /** There is no memory. */
    public static final int NOMEM = 7;

    /** It may only be read. */
    public static final int READONLY = 8;

    /** Somebody interrupted the statement. */
    public static final int INTERRUPT = 9;

    /** The disk reported an error. */
    public static final int IOERR = 10;

    /** The file is damaged. */
    public static final int CORRUPT = 11;

    /** The disk is full. */
    public static final int FULL = 13;

    /** A file could not be opened. */
    public static final int CANTOPEN = 14;

    /** The locks of the file are in disorder. */
    public static final int PROTOCOL = 15;

    /** The schema was changed all the time. */
    public static final int SCHEMA = 17;

    /** A value is too long. */
    public static final int TOOBIG = 18;

    /** A row breaks a rule of its table. */
    public static final int CONSTRAINT = 19;

    /** A value is of the wrong type. */
    public static final int MISMATCH = 20;

    /** A function of SQLite was called at the wrong time. */
    public static final int MISUSE = 21;

    /** An authorizer refused the statement. */
    public static final int AUTH = 23;

    /** There is no such parameter. */
    public static final int RANGE = 25;

    /** The file is no database. */
    public static final int NOTADB = 26;

    private SqliteCode() {}

    /**
     * Returns the code of the nearest error of SQLite among an exception and its causes.
     *
     * @param failure an exception of any kind, or null
     * @return the extended code; the primary one if no more is known; 0 if none came from SQLite
     */
    public static int of(@Nullable Throwable failure) {
        int known = 0;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof StoreException store && store.code() != 0) {
                return store.code();
            }
            if (t instanceof SQLiteException sqlite) {
                return sqlite.getResultCode().code;
            }
            if (known == 0 && t instanceof SQLException sql) {
                known = sql.getErrorCode();
            }
        }
        return known;
    }

    /**
     * Returns the primary code of an extended one.
     *
     * @param code any code
     * @return the primary code, such as {@link #CONSTRAINT}
     */
    public static int primary(int code) {
        return code & 0xff;
    }
}
