package io.litestack.job.internal.fetch;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.HandledTypes;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.WorkerRow;
import io.litestack.job.internal.limit.LimitGate;
import io.litestack.job.internal.limit.Limits;
import io.litestack.job.internal.sql.JobControls;
import io.litestack.job.internal.sql.JobSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leases ready jobs of a queue, of types that have a handler, to a worker, the first in order; none if the worker's row is
 * gone.
 */
final class ClaimCommand implements Command<List<Lease>> {
    /** Of so many types at most the jobs are merged without a look at which of them there are. */
    private static final int MOST_TYPES = 16;

    /** SQLite merges at most 500 selections. */
    private static final int MOST_MERGED = 256;

    private final QueueResources resources;
    private final String queue;
    private final long workerId;
    private final int limit;
    private final HandledTypes types;
    private final long incarnation;
    private final long nowMs;
    private final long now;
    private boolean isWorkerMissing;
    private long newestForeign;

    ClaimCommand(QueueResources resources, String queue, long workerId, int limit) {
        this.resources = resources;
        this.queue = queue;
        this.workerId = workerId;
        this.limit = limit;
        this.types = resources.handlers().types();
        this.incarnation = resources.incarnation();
        this.nowMs = resources.nowMs();
        this.now = resources.ticks();
    }

    long workerId() {
        return workerId;
    }

    boolean isWorkerMissing() {
        return isWorkerMissing;
    }

    /** The highest id among the leased jobs that another process has enqueued, or 0. */
    long newestForeign() {
        return newestForeign;
    }

    @Override
    public List<Lease> run(Statements statements) throws SQLException {
        newestForeign = 0;
        List<String> wanted = types.names().size() <= MOST_TYPES ? types.names() : readyTypes(statements);
        PreparedStatement claim = statements.prepare(JobSql.claim(wanted.size()));
        claim.setLong(1, workerId);
        claim.setLong(2, nowMs);
        claim.setString(3, queue);
        claim.setInt(4, limit);
        for (int i = 0; i < wanted.size(); i++) {
            claim.setString(JobSql.CLAIM_FIRST_TYPE + i, wanted.get(i));
        }
        List<Lease> leases = new ArrayList<>();
        try (ResultSet rows = claim.executeQuery()) {
            while (rows.next()) {
                Lease lease = Lease.read(rows, workerId, now);
                leases.add(lease);
                if (rows.getLong(JobSql.LEASE_LAST) != incarnation) {
                    newestForeign = Math.max(newestForeign, lease.id());
                }
            }
        }
        countLeased(statements, leases);
        isWorkerMissing = leases.isEmpty() && !WorkerRow.exists(statements, workerId);
        // RETURNING keeps no order
        leases.sort(Lease.START_ORDER);
        return leases;
    }

    /** Where tenants take turns, the next ones may be ready now. Most jobs have no such limit, and no rate. */
    private void countLeased(Statements statements, List<Lease> leases) throws SQLException {
        Limits limits = resources.limits(statements);
        Set<String> shared = Set.of();
        for (Lease lease : leases) {
            JobControls controls = lease.job().controls();
            if (controls != null && controls.limitKey() != null) {
                limits.leased(controls);
                if (controls.isTurn()) {
                    shared = shared.isEmpty() ? new HashSet<>() : shared;
                    shared.add(controls.limitKey());
                }
            }
        }
        new LimitGate(limits).refill(shared);
        limits.write();
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
        return limit * 100;
    }
}
