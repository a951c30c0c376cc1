package io.litestack;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Fetches a store's file from a backup before it is opened, where it is missing: the seam for Litestream and other replicators.
 */
@FunctionalInterface
public interface RestoreHook {
    /** Fetches nothing. */
    RestoreHook NONE = file -> {};

    /**
     * Called before the first open of a file that does not exist. If there is no backup of it, it does nothing, and a new file
     * is made. It is not called while a log ({@code -wal}) of the missing file is still there: that would be mixed with the backup,
     * and nothing is opened until it is moved away.
     *
     * @param file the absolute path of the file; its folder may be missing too
     * @throws IOException if it is unknown whether there is a backup, or if it cannot be fetched; nothing is opened then
     */
    void restore(Path file) throws IOException;
}
