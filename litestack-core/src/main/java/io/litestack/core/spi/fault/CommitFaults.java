package io.litestack.core.spi.fault;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files whose commits are refused, as if their disk were full. Thread-safe. While there is none a commit looks at one field.
 */
public final class CommitFaults {
    /** {@code SQLITE_FULL}. */
    private static final int FULL = 13;

    private static final Set<Path> FULL_DISKS = ConcurrentHashMap.newKeySet();
    private static volatile boolean isAny;

    private CommitFaults() {}

    /**
     * Begins or ends it for a file of this process.
     *
     * @param file the path that the configuration of its store names
     * @param isFull whether commits are refused from now on
     */
    public static void setFull(Path file, boolean isFull) {
        if (isFull) {
            FULL_DISKS.add(file);
        } else {
            FULL_DISKS.remove(file);
        }
        isAny = !FULL_DISKS.isEmpty();
    }

    /**
     * Called before each commit that changes something.
     *
     * @param file the file
     * @throws SQLException if it is to be refused
     */
    public static void check(Path file) throws SQLException {
        if (isAny && FULL_DISKS.contains(file)) {
            throw new SQLException("[SQLITE_FULL] database or disk is full (a fault of the test)", "HY000", FULL);
        }
    }
}
