package io.litestack.core.internal.schema;

import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.internal.sqlite.CachedConnection;
import java.sql.SQLException;

/** The mark in the file's header that says whose it is; see {@link StoreConfig#applicationId()}. */
public final class ApplicationMark {
    private ApplicationMark() {}

    /** Marks a new file, and refuses one with another mark, or with tables but no mark. */
    public static void check(CachedConnection connection, StoreConfig config) throws SQLException {
        int wanted = config.applicationId();
        if (wanted == 0) {
            return;
        }
        int found = (int) connection.single("PRAGMA application_id");
        if (found == wanted) {
            return;
        }
        if (found != 0 || connection.single("SELECT count(*) FROM sqlite_schema") > 0) {
            throw new StoreException(
                    config.path() + " belongs to another application: its application_id is " + found + ", expected "
                            + wanted + "; give another path, or move the file away",
                    null);
        }
        connection.runOnce("PRAGMA application_id=" + wanted);
    }
}
