package io.litestack.job.internal.lease;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.base.WorkerState;
import io.litestack.job.internal.sql.JobSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the own leases alive: while leases are held, a counter in the own row moves six times in the span of a lease. This is
 * all that its thread does, and it uses no reader: nothing that other tasks may wait for can make a live process look hung.
 *
 * <p>The same transaction reads the rows of the other workers, for whoever observes their counters: only a process that can
 * write may judge whether others do.
 *
 * <p>A worker whose row is gone was taken for dead or hung: the fence keeps its completions out. It registers again before it
 * takes further leases.
 */
public final class Heartbeat {
    private static final int BEATS_PER_LEASE = 6;

    /**
     * What one transaction found.
     *
     * @param isRegistered whether the own row is there
     * @param others the rows of the other workers
     */
    private record Observation(boolean isRegistered, List<WorkerRow> others) {}

    private final QueueResources resources;
    private final WorkerState state;
    private final LeaseRegistry leases;
    private final WorkerRegistration registration;
    private final Consumer<List<WorkerRow>> observer;
    private final long intervalNanos;
    private volatile boolean isUnderWay;
    private volatile boolean isObserving;
    private long movedAt;

    /** When it was last known that the own row is there. */
    private volatile long registeredAt;

    /**
     * Starts with a counter that has just moved.
     *
     * @param observer gets the rows of the other workers with each move
     */
    public Heartbeat(
            WorkerContext context,
            LeaseRegistry leases,
            WorkerRegistration registration,
            Consumer<List<WorkerRow>> observer) {
        this.resources = context.resources();
        this.state = context.state();
        this.leases = leases;
        this.registration = registration;
        this.observer = observer;
        this.intervalNanos = intervalNanos(context);
        this.movedAt = resources.ticks();
        this.registeredAt = movedAt;
    }

    /** How long after one move of the counter the next one is due. */
    public static long intervalNanos(WorkerContext context) {
        return context.config().lease().toNanos() / BEATS_PER_LEASE;
    }

    /**
     * Whether a lease may have been taken away, since this process was stopped for so long that others may have taken it for
     * hung: half of what they wait, counted from when it was taken or the row was last seen, whichever is later.
     */
    public boolean mayHaveLost(Lease lease) {
        long most = intervalNanos * BEATS_PER_LEASE / 2;
        long now = resources.ticks();
        return now - lease.heldSince() > most && now - registeredAt > most;
    }

    /** Whether the counters of others are to be observed also while nothing is held here. */
    public void observeOthers(boolean isWorthIt) {
        isObserving = isWorthIt;
    }

    /** Moves the counter if that is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        long now = resources.ticks();
        long left = movedAt + intervalNanos - now;
        if (left > 0) {
            return left;
        }
        movedAt = now;
        long id = state.workerId();
        if (id != WorkerState.UNREGISTERED && !isUnderWay && (leases.takeHasHeld() || isObserving)) {
            move(id);
        }
        return intervalNanos;
    }

    private void move(long id) {
        isUnderWay = true;
        long askedAt = resources.ticks();
        resources.submit(
                statements -> moveAndRead(statements, id),
                Ack.COMMITTED,
                (observation, failure) -> moved(id, askedAt, observation, failure));
    }

    private static Observation moveAndRead(Statements statements, long id) throws SQLException {
        boolean isRegistered = WorkerRow.moveHeartbeat(statements, id);
        PreparedStatement select = statements.prepare(JobSql.OTHER_WORKERS);
        select.setLong(1, id);
        List<WorkerRow> others = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                others.add(WorkerRow.read(rows));
            }
        }
        return new Observation(isRegistered, others);
    }

    private void moved(long id, long askedAt, @Nullable Observation observation, @Nullable Throwable failure) {
        try {
            if (observation != null) {
                if (observation.isRegistered) {
                    registeredAt = askedAt;
                } else {
                    registration.lost(id);
                }
                observer.accept(observation.others);
            } else if (failure != null) {
                resources.listener().onInternalFailure("keeping the leases of running jobs alive", failure);
            }
        } finally {
            isUnderWay = false;
        }
    }
}
