package io.litestack.core;

import io.litestack.core.spi.sql.SqliteCode;
import org.jspecify.annotations.Nullable;

/**
 * A store could not do what was asked, and nothing of the failed unit was stored (the one exception to that is {@link
 * OutcomeUnknownException}, which says so in its name).
 */
public class StoreException extends LitestackException {
    private static final long serialVersionUID = 1L;

    /** SQLite's extended result code, 0 where the failure has none. */
    private final int code;

    /**
     * Creates the exception; the result code is taken from the nearest SQLite error among the causes.
     *
     * @param message what happened, to which file, and what to do about it
     * @param cause what it was caused by, or null
     */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = SqliteCode.of(cause);
    }

    /**
     * Returns SQLite's <a href="https://www.sqlite.org/rescode.html">extended result code</a>.
     *
     * @return the code, or 0 if the failure did not come from SQLite
     */
    public int code() {
        return code;
    }
}
