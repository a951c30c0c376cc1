package io.litestack.core;

import org.jspecify.annotations.Nullable;

/**
 * The disk, a quota or the file's page limit is full. Nothing of the unit was stored; the store works again, without a
 * restart, once there is room.
 */
public class StorageFullException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to what, and what to do about it
     * @param cause what it was caused by, or null
     */
    public StorageFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
