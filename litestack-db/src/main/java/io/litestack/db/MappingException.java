package io.litestack.db;

import io.litestack.core.LitestackException;
import org.jspecify.annotations.Nullable;

/** A row could not be made into the type that was asked for; the message names the type, the column and what it holds. */
public class MappingException extends LitestackException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what does not fit, and what to do about it
     * @param cause what it was caused by, or null
     */
    public MappingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
