package io.litestack.core.internal.sqlite;

import io.litestack.core.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Where SQLite keeps its temporary files: beside the data, where it is known that this process can write and where there is
 * room, and not in {@code /var/tmp}, which may be read-only, missing, or a piece of the memory.
 *
 * <p>SQLite knows one such folder for the whole process, so that of several stores it is that of the first, as long as it can be
 * used. A folder that the environment variable {@code SQLITE_TMPDIR} names is used instead, if it can be. The files have no names
 * while they are used, and are gone with the process.
 */
final class TemporaryFolder {
    private static final boolean IS_WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");

    private static volatile String current = "";

    private TemporaryFolder() {}

    /** Names the folder, if none is named or what is named has gone. */
    static void choose(CachedConnection connection, Path database) throws SQLException {
        if (IS_WINDOWS) {
            return;
        }
        synchronized (TemporaryFolder.class) {
            if (!isUsable(current)) {
                String wanted = System.getenv("SQLITE_TMPDIR");
                String folder = wanted != null && isUsable(wanted) ? wanted : String.valueOf(database.getParent());
                connection.runOnce("PRAGMA temp_store_directory='" + folder.replace("'", "''") + "'");
                current = folder;
            }
        }
    }

    private static boolean isUsable(String folder) {
        return !folder.isEmpty() && Files.isDirectory(Path.of(folder)) && Files.isWritable(Path.of(folder));
    }

    /** For a message about a full disk: where else it may be. */
    static String elsewhere(Path database) {
        String folder = current;
        return folder.isEmpty() || folder.equals(String.valueOf(database.getParent()))
                ? ""
                : ", or on that of " + folder + ", where SQLite keeps its temporary files";
    }

    /** The exception for a statement for which there was no temporary file. */
    static StoreException missing(String message, SQLException cause) {
        return new StoreException(
                message + "; SQLite found no folder for its temporary files: " + (current.isEmpty() ? "none" : current)
                        + " does not exist or cannot be written by user " + System.getProperty("user.name")
                        + ", nor can /var/tmp, /usr/tmp and /tmp. Make one of them so, or name another one in the environment"
                        + " variable SQLITE_TMPDIR",
                cause);
    }
}
