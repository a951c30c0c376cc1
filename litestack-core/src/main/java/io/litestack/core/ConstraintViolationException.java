package io.litestack.core;

import org.jspecify.annotations.Nullable;

/**
 * A row would have broken a rule of its table: a value that must be unique is there already, a foreign key refers to nothing,
 * a value is missing, of the wrong type or refused by a CHECK. The statement changed nothing; the transaction goes on if the
 * caller catches this, and to try the same again is of no use.
 *
 * <pre>{@code
 * try {
 *     db.insert("insert into users(email) values (?)", email);
 * } catch (ConstraintViolationException e) {
 *     if (e.isDuplicate()) {
 *         return "There is an account for this address already.";
 *     }
 *     throw e;
 * }
 * }</pre>
 *
 * <p>A foreign key that is declared DEFERRABLE INITIALLY DEFERRED is checked at the commit: then the whole transaction was
 * rolled back.
 */
public class ConstraintViolationException extends StoreException {
    private static final long serialVersionUID = 1L;

    /** Which rule was broken. */
    public enum Kind {
        /** UNIQUE, as a column, as a table's constraint or as an index. */
        UNIQUE,
        /** PRIMARY KEY, or a rowid that is there already. */
        PRIMARY_KEY,
        /** FOREIGN KEY. */
        FOREIGN_KEY,
        /** NOT NULL. */
        NOT_NULL,
        /** CHECK. */
        CHECK,
        /** The type of a column of a STRICT table. */
        TYPE,
        /** RAISE in a trigger, or anything else that SQLite counts among the constraints. */
        OTHER
    }

    /** The extended result codes of SQLITE_CONSTRAINT. */
    private static final int CHECK = 275;

    private static final int FOREIGN_KEY = 787;
    private static final int NOT_NULL = 1299;
    private static final int PRIMARY_KEY = 1555;
    private static final int UNIQUE = 2067;
    private static final int ROWID = 2579;
    private static final int DATATYPE = 3091;

    /**
     * Creates the exception.
     *
     * @param message what happened, to what, and what to do about it
     * @param cause what it was caused by, or null
     */
    public ConstraintViolationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Returns which rule was broken. The message names the table and the columns.
     *
     * @return the kind, {@link Kind#OTHER} if SQLite does not say
     */
    public Kind kind() {
        return switch (code()) {
            case UNIQUE -> Kind.UNIQUE;
            case PRIMARY_KEY, ROWID -> Kind.PRIMARY_KEY;
            case FOREIGN_KEY -> Kind.FOREIGN_KEY;
            case NOT_NULL -> Kind.NOT_NULL;
            case CHECK -> Kind.CHECK;
            case DATATYPE -> Kind.TYPE;
            default -> Kind.OTHER;
        };
    }

    /**
     * Tells whether a row with the same key is there already.
     *
     * @return whether the rule was UNIQUE or a primary key
     */
    public boolean isDuplicate() {
        return kind() == Kind.UNIQUE || kind() == Kind.PRIMARY_KEY;
    }
}
