package io.litestack.core;

import org.jspecify.annotations.Nullable;

/**
 * A transaction or a statement ran longer than its limit and was rolled back. Nothing of it was stored.
 */
public class TimeLimitException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to what, and what to do about it
     * @param cause what it was caused by, or null
     */
    public TimeLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
