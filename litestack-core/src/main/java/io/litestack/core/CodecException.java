package io.litestack.core;

import org.jspecify.annotations.Nullable;

/**
 * A value could not be turned into bytes, or bytes could not be turned back into a value.
 */
public class CodecException extends LitestackException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to what, and what to do about it
     * @param cause what it was caused by, or null
     */
    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
