package io.litestack.core;

import org.jspecify.annotations.Nullable;

/**
 * The unit may or may not be stored: the disk failed, or did not answer in time, at the very moment of the commit or of
 * its sync. Whoever needs to know must look, and only a later sync or a restart settles it: a unit that is visible now
 * may still be gone after a power loss.
 */
public class OutcomeUnknownException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to what, and what to do about it
     * @param cause what it was caused by, or null
     */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
