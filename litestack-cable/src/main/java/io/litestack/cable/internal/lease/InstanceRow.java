package io.litestack.cable.internal.lease;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The row of a cable that is open in some process, under which it holds consumers and members.
 *
 * @param id its id
 * @param processId what shows whether its process is dead; null if nothing can
 * @param heartbeat a counter that moves
 * @param leaseNanos for how long that may stand still
 * @param name host and process, for people
 */
record InstanceRow(long id, @Nullable String processId, long heartbeat, long leaseNanos, String name) {
    static InstanceRow read(ResultSet row) throws SQLException {
        return new InstanceRow(
                row.getLong(1), row.getString(2), row.getLong(3), row.getLong(4) * 1_000_000, row.getString(5));
    }
}
