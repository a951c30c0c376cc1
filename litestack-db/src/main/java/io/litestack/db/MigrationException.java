package io.litestack.db;

import io.litestack.core.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A database could not be brought to the version of the application; the message names the migration, and the statement and
 * line if one failed. Of the failed migration nothing was stored.
 */
public class MigrationException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to which migration, and what to do about it
     * @param cause what it was caused by, or null
     */
    public MigrationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
