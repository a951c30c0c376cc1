package io.litestack.job.internal;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.JobError;
import io.litestack.job.RetryPolicy;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Takes the leases of a dead or hung owner away, and gives the jobs to whoever is free; each has used an attempt. */
final class Rescue implements Command<Integer> {
    private static final int PAGE = 500;

    private final Engine engine;
    private final RetryPolicy standard;
    private final Runnable onFailure;
    private final Owner owner;
    private final String reason;

    /** A hung owner is spared if its beat moves after all. */
    private final boolean isConditional;

    private Rescue(SqliteJobWorkers workers, Engine engine, Owner owner, String reason, boolean isConditional) {
        this.engine = engine;
        this.standard = workers.config().retryPolicy();
        this.onFailure = workers::rescueLater;
        this.owner = owner;
        this.reason = reason;
        this.isConditional = isConditional;
    }

    static void ofDead(SqliteJobWorkers workers, Engine engine, Owner owner) {
        new Rescue(workers, engine, owner, "its process is dead", false).submit();
    }

    static void ofHung(SqliteJobWorkers workers, Engine engine, Owner owner) {
        new Rescue(workers, engine, owner, "its process hangs: its beat stood still for the lease", true).submit();
    }

    /** Of somebody who left leases and no row. */
    static void ofUnknown(SqliteJobWorkers workers, Engine engine, long owner) {
        Owner nobody = new Owner(owner, null, 0, "#" + owner, 0, true);
        new Rescue(workers, engine, nobody, "it is not known", false).submit();
    }

    private void submit() {
        engine.submit(this, Ack.COMMITTED, (count, failure) -> {
            if (failure != null) {
                failed(failure);
            } else if (count != null && count > 0) {
                rescued(count);
            }
        });
    }

    private void rescued(int count) {
        engine.counters().rescued.add(count);
        engine.listener().onRescue(owner.name(), count, reason);
        if (count == PAGE) {
            submit();
        }
    }

    private void failed(Throwable cause) {
        engine.listener().onTrouble("rescuing the jobs of worker " + owner.name(), cause);
        onFailure.run();
    }

    @Override
    public Integer run(Statements statements) throws SQLException {
        if (isConditional && Owner.beatOf(statements, owner.id()) != owner.beat()) {
            return 0;
        }
        List<Finish> finishes = new ArrayList<>();
        for (Lease lease : leases(statements, owner.id(), 0, PAGE)) {
            finishes.add(rescued(lease));
        }
        Finishes.run(statements, finishes, true, engine.nowMs());
        if (finishes.size() < PAGE) {
            Owner.delete(statements, owner.id());
        }
        return finishes.size();
    }

    private Finish rescued(Lease lease) {
        JobError error = Texts.error(lease, engine.now(), "worker died", "worker " + owner.name() + ": " + reason);
        int most = engine.handlers().policyOf(lease.type, standard).maxAttempts();
        return lease.isLast(most)
                ? Finish.dead(
                        lease, "the last attempt did not end: worker " + owner.name() + " died", Texts.ofError(error))
                : Finish.rescued(lease, Texts.ofError(error));
    }

    /** The leases of an owner after an id, in order, without what only a worker needs. */
    static List<Lease> leases(Statements statements, long owner, long after, int most) throws SQLException {
        PreparedStatement select = statements.prepare(JobSql.LEASES);
        select.setLong(1, owner);
        select.setLong(2, after);
        select.setInt(3, most);
        List<Lease> leases = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                leases.add(new Lease(
                        row.getLong(1),
                        owner,
                        row.getInt(2),
                        row.getInt(3),
                        0,
                        row.getInt(4),
                        row.getString(5),
                        "",
                        0,
                        0,
                        new byte[0],
                        null,
                        null,
                        0));
            }
        }
        return leases;
    }
}
