package io.litestack.core;

import org.jspecify.annotations.Nullable;

/**
 * The root of every exception that Litestack throws on its own account.
 *
 * <p>All of them are unchecked. Mistakes of the calling code (a null argument, a transaction used after its end) are
 * the JDK's own {@link NullPointerException}, {@link IllegalArgumentException} and {@link IllegalStateException}
 * instead.
 */
public class LitestackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to what, and what to do about it
     * @param cause what it was caused by, or null
     */
    public LitestackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
