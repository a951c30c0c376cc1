package io.litestack.job.internal;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the leases of a dead or hung owner away.
 *
 * <p>What becomes of a job depends on how far it was, which the owner's {@link InFlightFile} tells; where nobody can know, all
 * are taken for begun.
 *
 * <ul>
 *   <li>Nobody had begun it, or the attempt was not to count: it is ready again, as if it had not been leased.
 *   <li>It had ended, and that was not written yet: it is done, or to be tried again as after any failure.
 *   <li>Its handler ran: the attempt has crashed ({@link Crash}).
 * </ul>
 */
final class Rescue implements Command<List<Rescue.Rescued>> {
    private static final int PAGE = 500;

    /**
     * A job that was taken away.
     *
     * @param finish what became of it
     * @param wasBegun whether its handler had begun, as far as is known
     */
    record Rescued(Finish finish, boolean wasBegun) {}

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final Owner owner;
    private final String reason;

    /** A hung owner is spared if its beat moves after all. */
    private final boolean isConditional;

    private final AttemptLimits limits;
    private Optional<Map<Long, Integer>> inFlight = Optional.empty();

    /** Its beat moved: nothing was taken. */
    private volatile boolean isSpared;

    private Rescue(SqliteJobWorkers workers, Engine engine, Owner owner, String reason, boolean isConditional) {
        this.workers = workers;
        this.engine = engine;
        this.owner = owner;
        this.reason = reason;
        this.isConditional = isConditional;
        this.limits = AttemptLimits.read(
                owner.limits(), engine.handlers().limits(workers.config().retryPolicy()));
    }

    static void ofDead(SqliteJobWorkers workers, Engine engine, Owner owner) {
        new Rescue(workers, engine, owner, "its process is dead", false).begin();
    }

    static void ofHung(SqliteJobWorkers workers, Engine engine, Owner owner) {
        new Rescue(workers, engine, owner, "its process hangs: its beat stood still for the lease", true).begin();
    }

    /** Of somebody who left leases and no row. */
    static void ofUnknown(SqliteJobWorkers workers, Engine engine, long owner) {
        Owner nobody = new Owner(owner, null, 0, "#" + owner, 0, true, null, null);
        new Rescue(workers, engine, nobody, "it is not known", false).begin();
    }

    /** The file is read before anybody holds the writer for it. */
    private void begin() {
        inFlight = InFlightFile.read(file(), owner.inFlight());
        submit();
    }

    private Path file() {
        return engine.store().config().path();
    }

    private void submit() {
        engine.submit(this, Ack.COMMITTED, this::ended);
    }

    private void ended(@Nullable List<Rescued> all, @Nullable Throwable failure) {
        if (failure != null || all == null) {
            workers.trouble("rescuing the jobs of worker " + owner.name(), failure);
            workers.rescueLater();
            return;
        }
        if (!all.isEmpty()) {
            engine.counters().rescued.add(all.size());
            engine.listener().onRescue(owner.name(), all.size(), reason);
            all.forEach(this::report);
        }
        if (all.size() == PAGE) {
            submit();
        } else if (!isSpared) {
            InFlightFile.delete(file(), owner.inFlight());
        }
    }

    /** What follows from it is an event as if it had happened here. */
    private void report(Rescued rescued) {
        Finish finish = rescued.finish;
        Attempt attempt = new Attempt(workers, finish.lease, limits.of(finish.lease), engine.ticks());
        attempt.ended();
        Counters counters = engine.counters();
        if (finish.state == JobSql.DEAD) {
            counters.dead.increment();
            counters.type(finish.lease.type).failed.increment();
            engine.listener().onDead(attempt, 0, String.valueOf(finish.reason));
        } else if (finish.state == JobSql.PARKED) {
            counters.parked.increment();
            counters.type(finish.lease.type).failed.increment();
            engine.listener().onPark(attempt, String.valueOf(finish.reason));
        } else if (finish.refund > 0) {
            counters.released.increment();
            engine.listener().onHandBack(attempt, 0, "worker " + owner.name() + " had not begun it, and " + reason);
        } else if (rescued.wasBegun) {
            counters.type(finish.lease.type).failed.increment();
        }
    }

    @Override
    public List<Rescued> run(Statements statements) throws SQLException {
        isSpared = isConditional && Owner.beatOf(statements, owner.id()) != owner.beat();
        if (isSpared) {
            return List.of();
        }
        List<Rescued> all = new ArrayList<>();
        for (Lease lease : leases(statements, owner.id(), 0, PAGE)) {
            all.add(rescued(lease));
        }
        Finishes.run(statements, all.stream().map(Rescued::finish).toList(), true, engine.nowMs());
        if (all.size() < PAGE) {
            Owner.delete(statements, owner.id());
        }
        return all;
    }

    private Rescued rescued(Lease lease) {
        int state = inFlight.map(it -> it.getOrDefault(InFlight.key(lease.id, lease.attempt), InFlight.FREE))
                .orElse(InFlight.BEGUN);
        return switch (state) {
            case InFlight.DONE -> new Rescued(Finish.done(lease), false);
            case InFlight.BEGUN -> new Rescued(crashed(lease), true);
            case InFlight.FAILED -> new Rescued(failed(lease), true);
            default -> new Rescued(Finish.handBack(lease), false);
        };
    }

    private Finish crashed(Lease lease) {
        Crash crash = new Crash(lease, "worker " + owner.name() + ": " + reason, engine.now());
        return crash.finish(limits.of(lease));
    }

    /** Why it failed died with its process. */
    private Finish failed(Lease lease) {
        String error = Crash.error(lease, "worker " + owner.name() + ": " + reason, engine.now());
        return lease.isLast(limits.of(lease))
                ? Finish.dead(lease, "the last attempt failed, and worker " + owner.name() + " died", error)
                : Finish.rescued(lease, error);
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
                leases.add(read(row, owner));
            }
        }
        return leases;
    }

    private static Lease read(ResultSet row, long owner) throws SQLException {
        Lease lease = new Lease(
                row.getLong(1),
                owner,
                row.getInt(2),
                row.getInt(3),
                row.getInt(6),
                row.getInt(4),
                row.getString(5),
                row.getString(7),
                row.getInt(8),
                row.getLong(9),
                new byte[0],
                row.getString(10),
                row.getString(11),
                0);
        lease.crashes = row.getInt(12);
        lease.isAlone = row.getBoolean(13);
        return lease;
    }
}
