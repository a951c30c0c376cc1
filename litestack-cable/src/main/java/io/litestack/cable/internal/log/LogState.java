package io.litestack.cable.internal.log;

import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What the log says of itself in one snapshot.
 *
 * @param epoch names the log
 * @param reserved ids up to here may have been given out
 * @param boot on which run of the kernel that was
 * @param file which file it was
 * @param trimmed all messages up to here are deleted
 * @param forgotten what is known of trimmed messages of channels that have no row of their own
 * @param floor ids up to here are not given out
 */
record LogState(String epoch, long reserved, String boot, String file, long trimmed, long forgotten, long floor) {
    static LogState read(Snapshot snapshot) {
        return snapshot.queryFirst(CableSql.LOG, LogState::of).orElseThrow();
    }

    static LogState of(ResultSet row) throws SQLException {
        return new LogState(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7));
    }
}
