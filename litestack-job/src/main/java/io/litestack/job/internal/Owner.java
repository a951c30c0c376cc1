package io.litestack.job.internal;

import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A row of the owners' table: somebody who holds leases.
 *
 * @param id its id, which its leases name
 * @param sign what tells that its process is dead, or null if nothing can
 * @param beat how often it has shown that it does not hang
 * @param name host and process, for people
 * @param leaseNanos for how long its beat may stand still
 * @param holdsLeases whether there are running jobs of it
 * @param limits its {@link AttemptLimits} as JSON, or null if nobody knows them
 * @param inFlight the name of its {@link InFlightFile}, or null if there is none
 */
record Owner(
        long id,
        @Nullable String sign,
        long beat,
        String name,
        long leaseNanos,
        boolean holdsLeases,
        @Nullable String limits,
        @Nullable String inFlight) {
    static Owner read(ResultSet row) throws SQLException {
        return new Owner(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getLong(5) * 1_000_000,
                row.getBoolean(6),
                row.getString(7),
                row.getString(8));
    }

    static boolean setLimits(Statements statements, long id, AttemptLimits limits) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.SET_LIMITS);
        update.setString(1, limits.json());
        update.setLong(2, id);
        return update.executeUpdate() > 0;
    }

    static boolean exists(Statements statements, long id) throws SQLException {
        return beatOf(statements, id) >= 0;
    }

    /** Its beat, or -1 if there is no such owner. */
    static long beatOf(Statements statements, long id) throws SQLException {
        PreparedStatement select = statements.prepare(JobSql.OWNER_EXISTS);
        select.setLong(1, id);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    static boolean beat(Statements statements, long id) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.BEAT);
        update.setLong(1, id);
        return update.executeUpdate() > 0;
    }

    static boolean delete(Statements statements, long id) throws SQLException {
        PreparedStatement delete = statements.prepare(JobSql.DELETE_OWNER);
        delete.setLong(1, id);
        return delete.executeUpdate() > 0;
    }
}
