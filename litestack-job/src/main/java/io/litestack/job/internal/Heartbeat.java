package io.litestack.job.internal;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the own leases alive, and finds the leases of those who hang.
 *
 * <h2>The beat</h2>
 *
 * Whoever has held leases since the last beat moves a counter in the own row, six times in the span of the lease. This is all
 * that its thread does, and it uses no reader: nothing that other duties may wait for can make a live process look hung.
 *
 * <h2>The hung</h2>
 *
 * A process that is stopped, swaps itself to death or lives on another machine cannot be told from a busy one by its sign. An
 * observer reads the counters of the others in the same transaction in which it moves its own: only those who can write may
 * judge. It adds up, by its own monotonic clock, how long a counter has stood still while its owner held leases; from one
 * observation to the next at most one and a half of its intervals count, and a quarter of the lease. So neither a wall clock
 * that jumps, nor an observer that was stopped itself, nor somebody who holds the writer of all for a minute makes a live
 * worker look hung: when the writer is free again the observer needs several more observations, and meanwhile the other's
 * beat gets its turn. Before the leases are taken the counter is looked at once more, in the same transaction.
 *
 * <p>An owner whose row is gone was taken for dead or hung by somebody: its fences keep its finishes out. It writes itself a
 * new row before it takes further leases.
 */
final class Heartbeat {
    private static final int BEATS_PER_LEASE = 6;
    private static final int LEAST_OBSERVATIONS = 4;

    /**
     * How long a counter has stood still.
     *
     * @param beat what it stands at
     * @param stoodNanos for how long, as far as it counts
     * @param seenAt when that was last seen, by the ticker
     */
    private record Standing(long beat, long stoodNanos, long seenAt) {}

    /**
     * What one observation found.
     *
     * @param isListed whether the own row is there
     * @param others the other owners
     */
    private record Observation(boolean isListed, List<Owner> others) {}

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final long intervalNanos;
    private final Map<Long, Standing> standings = new HashMap<>();
    private volatile boolean isUnderWay;
    private volatile boolean isWatching;
    private long beatenAt;

    /** When it was last known that the own row is there. */
    private volatile long listedAt;

    Heartbeat(SqliteJobWorkers workers, Engine engine) {
        this.workers = workers;
        this.engine = engine;
        this.intervalNanos = workers.config().lease().toNanos() / BEATS_PER_LEASE;
        this.beatenAt = engine.ticks();
        this.listedAt = beatenAt;
    }

    /**
     * Whether a lease may have been taken away, since this process was stopped for so long that others may have called it
     * hung: half of what they wait, counted from when it was taken or the row was last seen, whichever is later.
     */
    boolean isDoubtful(Lease lease, long now) {
        long most = intervalNanos * BEATS_PER_LEASE / 2;
        return now - lease.heldSince > most && now - listedAt > most;
    }

    /** How long after a beat the next one is due. */
    long intervalNanos() {
        return intervalNanos;
    }

    /** Others hold leases, or not: they are observed also while nothing is held here. */
    void watch(boolean isWorthIt) {
        isWatching = isWorthIt;
    }

    /** Beats if that is due; returns in how many nanoseconds to be called again. */
    long upkeep() {
        long now = engine.ticks();
        long left = beatenAt + intervalNanos - now;
        if (left > 0) {
            return left;
        }
        beatenAt = now;
        long mine = workers.owner();
        if (mine != 0 && !isUnderWay && (workers.book().takeHasHeld() || isWatching)) {
            beat(mine);
        }
        return intervalNanos;
    }

    private void beat(long mine) {
        isUnderWay = true;
        long askedAt = engine.ticks();
        engine.submit(
                statements -> beatAndLook(statements, mine),
                Ack.COMMITTED,
                (observation, failure) -> observed(mine, askedAt, observation, failure));
    }

    private static Observation beatAndLook(Statements statements, long mine) throws SQLException {
        boolean isListed = Owner.beat(statements, mine);
        PreparedStatement select = statements.prepare(JobSql.OTHER_OWNERS);
        select.setLong(1, mine);
        List<Owner> others = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                others.add(Owner.read(rows));
            }
        }
        return new Observation(isListed, others);
    }

    private void observed(long mine, long askedAt, @Nullable Observation observation, @Nullable Throwable failure) {
        try {
            if (observation != null) {
                if (observation.isListed) {
                    listedAt = askedAt;
                } else {
                    workers.evicted(mine);
                }
                judge(observation.others);
            } else if (failure != null) {
                engine.listener().onTrouble("keeping the leases of running jobs alive", failure);
            }
        } finally {
            isUnderWay = false;
        }
    }

    private void judge(List<Owner> others) {
        long now = engine.ticks();
        Set<Long> holding =
                others.stream().filter(Owner::holdsLeases).map(Owner::id).collect(Collectors.toSet());
        standings.keySet().retainAll(holding);
        for (Owner other : others) {
            if (other.holdsLeases()) {
                Standing standing = stood(standings.get(other.id()), other, now);
                standings.put(other.id(), standing);
                if (standing.stoodNanos >= other.leaseNanos()) {
                    standings.remove(other.id());
                    Rescue.ofHung(workers, engine, other);
                }
            }
        }
    }

    private Standing stood(@Nullable Standing before, Owner other, long now) {
        if (before == null || before.beat != other.beat()) {
            return new Standing(other.beat(), 0, now);
        }
        long most = Math.min(intervalNanos + intervalNanos / 2, other.leaseNanos() / LEAST_OBSERVATIONS);
        return new Standing(other.beat(), before.stoodNanos + Math.min(now - before.seenAt, most), now);
    }
}
