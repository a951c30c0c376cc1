package io.litestack.job.internal.lease;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.AttemptLimits;
import io.litestack.job.internal.sql.JobSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The row of a set of workers, under which it holds its leases.
 *
 * @param id its id, which its leases name
 * @param processId what shows whether its process is dead, or null if nothing can
 * @param heartbeat a counter that moves while it holds leases
 * @param name host and process, for people
 * @param leaseNanos for how long its heartbeat may stand still
 * @param holdsLeases whether there are running jobs of it
 * @param limits its {@link AttemptLimits} as JSON, or null if they are unknown
 * @param journalFile the name of its {@link AttemptJournalFile}, or null if there is none
 */
public record WorkerRow(
        long id,
        @Nullable String processId,
        long heartbeat,
        String name,
        long leaseNanos,
        boolean holdsLeases,
        @Nullable String limits,
        @Nullable String journalFile) {
    /** Of workers that have left leases and no row. */
    public static WorkerRow missing(long id) {
        return new WorkerRow(id, null, 0, "#" + id, 0, true, null, null);
    }

    /** Reads a row of {@link JobSql#OTHER_WORKERS}. */
    public static WorkerRow read(ResultSet row) throws SQLException {
        return new WorkerRow(
                row.getLong("id"),
                row.getString("sign"),
                row.getLong("beat"),
                row.getString("name"),
                row.getLong("lease_ms") * 1_000_000,
                row.getBoolean("holds_leases"),
                row.getString("limits"),
                row.getString("in_flight"));
    }

    static boolean setLimits(Statements statements, long id, AttemptLimits limits) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.SET_LIMITS);
        update.setString(1, limits.json());
        update.setLong(2, id);
        return update.executeUpdate() > 0;
    }

    /** Whether there is such a row. */
    public static boolean exists(Statements statements, long id) throws SQLException {
        return heartbeatOf(statements, id) >= 0;
    }

    /** The counter of a row, or -1 if there is no such row. */
    public static long heartbeatOf(Statements statements, long id) throws SQLException {
        PreparedStatement select = statements.prepare(JobSql.HEARTBEAT_OF);
        select.setLong(1, id);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    /** Moves the counter of a row on; false if there is no such row. */
    static boolean moveHeartbeat(Statements statements, long id) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.HEARTBEAT);
        update.setLong(1, id);
        return update.executeUpdate() > 0;
    }

    /** Deletes a row, unless it holds leases. */
    public static boolean delete(Statements statements, long id) throws SQLException {
        PreparedStatement delete = statements.prepare(JobSql.DELETE_WORKER);
        delete.setLong(1, id);
        return delete.executeUpdate() > 0;
    }
}
