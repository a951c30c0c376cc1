package io.litestack.core;

import org.jspecify.annotations.Nullable;

/**
 * The store, or the part built on it, is closed or is being closed. Nothing was stored.
 */
public class ClosedException extends LitestackException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to what, and what to do about it
     * @param cause what it was caused by, or null
     */
    public ClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
