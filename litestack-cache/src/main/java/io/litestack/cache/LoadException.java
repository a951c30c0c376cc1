package io.litestack.cache;

import io.litestack.core.LitestackException;

/** A loader threw a checked exception, which is the cause, or the wait for a value that another thread loads was interrupted. */
public class LoadException extends LitestackException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which key could not be loaded, and why
     * @param cause what the loader threw
     */
    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
