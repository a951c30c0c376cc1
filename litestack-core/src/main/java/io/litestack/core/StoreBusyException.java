package io.litestack.core;

import org.jspecify.annotations.Nullable;

/**
 * The writer could not be had within the wait timeout, because another transaction of this process or another process
 * held it. Nothing was stored; the whole unit may be tried again.
 */
public class StoreBusyException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to what, and what to do about it
     * @param cause what it was caused by, or null
     */
    public StoreBusyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
