package io.litestack.core;

import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted while it waited for the writer. Nothing was stored; the thread's interrupt flag is
 * set again.
 */
public class StoreInterruptedException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to what, and what to do about it
     * @param cause what it was caused by, or null
     */
    public StoreInterruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
