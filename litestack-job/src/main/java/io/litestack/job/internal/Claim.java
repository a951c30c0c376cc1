package io.litestack.job.internal;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes ready jobs of a queue and of types that have a handler, the first in order, as leases of an owner; none if the owner's row is gone. */
final class Claim implements Command<List<Lease>> {
    /** Of so many types at most the jobs are merged without a look at which of them there are. */
    private static final int MOST_TYPES = 16;

    /** SQLite merges at most 500 selections. */
    private static final int MOST_MERGED = 256;

    private final String queue;
    private final long owner;
    private final int most;
    private final long nowMs;
    private final long now;
    private final long incarnation;
    private final HandledTypes types;
    private boolean isOwnerMissing;
    private long newestForeign;

    Claim(String queue, HandledTypes types, long owner, int most, long nowMs, long now, long incarnation) {
        this.incarnation = incarnation;
        this.types = types;
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
        List<String> wanted = types.names().size() <= MOST_TYPES ? types.names() : readyTypes(statements);
        PreparedStatement claim = statements.prepare(JobSql.claim(wanted.size()));
        claim.setLong(1, owner);
        claim.setLong(2, nowMs);
        claim.setString(3, queue);
        claim.setInt(4, most);
        for (int i = 0; i < wanted.size(); i++) {
            claim.setString(JobSql.CLAIM_FIRST_TYPE + i, wanted.get(i));
        }
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

    /** Those of the types of which jobs are ready; none twice, but filled up so that there are few different statements. */
    private List<String> readyTypes(Statements statements) throws SQLException {
        List<String> ready = new ArrayList<>();
        PreparedStatement select = statements.prepare(JobSql.NEXT_READY_TYPE);
        select.setString(1, queue);
        for (String next = nextReady(select, ""); next != null; next = nextReady(select, next)) {
            if (types.contains(next)) {
                ready.add(next);
            }
        }
        if (ready.size() > MOST_MERGED) {
            // all get their turn, though in no strict order of priorities
            Collections.shuffle(ready);
            ready = ready.subList(0, MOST_MERGED);
        }
        int size = MOST_TYPES;
        while (size < ready.size()) {
            size *= 2;
        }
        ready.addAll(Collections.nCopies(size - ready.size(), ""));
        return ready;
    }

    private static @Nullable String nextReady(PreparedStatement select, String after) throws SQLException {
        select.setString(2, after);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    @Override
    public int sizeBytes() {
        return most * 100;
    }

    private Lease read(ResultSet row) throws SQLException {
        Lease lease = new Lease(
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
        lease.crashes = row.getInt(14);
        return lease;
    }
}
