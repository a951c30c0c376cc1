package io.litestack.job.internal;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Takes ready jobs of a queue, the first in order, as leases of an owner; none if the owner's row is gone. */
final class Claim implements Command<List<Lease>> {
    private final String queue;
    private final long owner;
    private final int most;
    private final long nowMs;
    private final long now;
    private final long incarnation;
    private boolean isOwnerMissing;
    private long newestForeign;

    Claim(String queue, long owner, int most, long nowMs, long now, long incarnation) {
        this.incarnation = incarnation;
        this.queue = queue;
        this.owner = owner;
        this.most = most;
        this.nowMs = nowMs;
        this.now = now;
    }

    /** How many it takes at most. */
    int most() {
        return most;
    }

    long owner() {
        return owner;
    }

    boolean isOwnerMissing() {
        return isOwnerMissing;
    }

    /** The highest id among the jobs taken that another process has enqueued, or 0. */
    long newestForeign() {
        return newestForeign;
    }

    @Override
    public List<Lease> run(Statements statements) throws SQLException {
        newestForeign = 0;
        PreparedStatement claim = statements.prepare(JobSql.CLAIM);
        claim.setLong(1, owner);
        claim.setLong(2, nowMs);
        claim.setString(3, queue);
        claim.setInt(4, most);
        List<Lease> leases = new ArrayList<>();
        try (ResultSet rows = claim.executeQuery()) {
            while (rows.next()) {
                leases.add(read(rows));
                if (rows.getLong(13) != incarnation) {
                    newestForeign = Math.max(newestForeign, rows.getLong(1));
                }
            }
        }
        isOwnerMissing = leases.isEmpty() && !Owner.exists(statements, owner);
        // RETURNING keeps no order
        leases.sort(Lease.START_ORDER);
        return leases;
    }

    @Override
    public int sizeBytes() {
        return most * 100;
    }

    private Lease read(ResultSet row) throws SQLException {
        return new Lease(
                row.getLong(1),
                owner,
                row.getInt(5),
                row.getInt(6),
                row.getInt(12),
                row.getInt(7),
                row.getString(4),
                row.getString(2),
                row.getInt(3),
                row.getLong(8),
                row.getBytes(9),
                row.getString(10),
                row.getString(11),
                now);
    }
}
