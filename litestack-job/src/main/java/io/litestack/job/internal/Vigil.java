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
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the own leases alive, and finds the leases of workers that will never finish them.
 *
 * <h2>The dead</h2>
 *
 * Each owner's row names its process's sign of life. When a process ends, the others are woken by the end of its connection;
 * then each owner is looked at, and one whose sign says that it is dead for sure loses its leases at once. So a job of a killed
 * process runs again within a fraction of a second, and one of a living process is never touched, however long it takes.
 * A process that ends loses its connections and its socket one after the other, and whoever is quick finds the socket still
 * answering; so the look after an alarm is repeated after 100 ms, after another 400 ms and after another 1.6 s, which leaves
 * time to one that has much memory to give back.
 *
 * <h2>The hung</h2>
 *
 * A process that is stopped, swaps itself to death or lives on another machine cannot be told from a busy one by its sign. So
 * whoever has held leases since the last beat moves a counter in his row, six times in the span of his lease. An observer reads
 * the counters of the others in the same transaction in which he moves his own: only he who can write may judge. He adds up,
 * by his own monotonic clock, how long a counter has stood still while its owner held leases; from one observation to the
 * next at most one and a half of his intervals count, and a quarter of the lease. So neither a wall clock that jumps, nor an observer that was stopped itself,
 * nor somebody who holds the writer of all for a minute makes a live worker look hung: when the writer is free again the
 * observer needs several more observations, and meanwhile the other's beat gets its turn. Before the leases are taken the
 * counter is looked at once more, in the same transaction.
 *
 * <p>An owner whose row is gone was taken for dead or hung by somebody: its fences keep its finishes out. It writes itself a
 * new row before it takes further leases.
 */
final class Vigil {
    private static final int BEATS_PER_LEASE = 6;
    private static final int LEAST_OBSERVATIONS = 4;

    /** Between two looks at the dead there is at least this; after an alarm they grow rarer. */
    private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int CALM_GROWTH = 4;
    private static final long LONGEST_CALM_NANOS = CALM_GROWTH * CALM_GROWTH * CALM_NANOS;

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
    private volatile boolean isAlarmed = true;
    private volatile boolean isThorough = true;
    private volatile boolean isUnderWay;
    private long observedAt;
    private long checkedAt;

    /** How long after the last look at the dead the next one comes without another alarm; 0 if none does. */
    private long calmNanos;

    Vigil(SqliteJobWorkers workers, Engine engine) {
        this.workers = workers;
        this.engine = engine;
        this.intervalNanos = workers.config().lease().toNanos() / BEATS_PER_LEASE;
        this.observedAt = engine.ticks();
        this.checkedAt = engine.ticks() - CALM_NANOS;
    }

    /** A process may have ended. */
    void alarm() {
        isAlarmed = true;
    }

    /** Looks at all there is to look at, as at the start, when the next observation is due: something went wrong. */
    void lookAgain() {
        isThorough = true;
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    long upkeep() {
        if (workers.owner() == 0) {
            return intervalNanos;
        }
        long now = engine.ticks();
        if (nanosUntilLook(now) <= 0) {
            look(now);
        }
        long left = observedAt + intervalNanos - now;
        if (left <= 0) {
            observedAt = now;
            left = intervalNanos;
            isAlarmed |= isThorough;
            if (!isUnderWay && isWorthObserving()) {
                observe();
            }
        }
        return Math.min(left, Math.max(1, nanosUntilLook(now)));
    }

    private long nanosUntilLook(long now) {
        if (isAlarmed) {
            return checkedAt + CALM_NANOS - now;
        }
        return calmNanos == 0 ? Long.MAX_VALUE : checkedAt + calmNanos - now;
    }

    private void look(long now) {
        if (isAlarmed) {
            isAlarmed = false;
            calmNanos = CALM_NANOS;
        } else {
            calmNanos = calmNanos < LONGEST_CALM_NANOS ? calmNanos * CALM_GROWTH : 0;
        }
        checkedAt = now;
        rescueFromTheDead();
        if (isThorough) {
            isThorough = false;
            rescueFromTheUnknown();
        }
    }

    private void rescueFromTheDead() {
        for (Owner other : others()) {
            if (other.sign() != null && engine.internals().signsOfLife().isDead(other.sign())) {
                Rescue.ofDead(workers, engine, other);
            }
        }
    }

    /** Leases that name an owner who has no row. */
    private void rescueFromTheUnknown() {
        List<Long> unknown = engine.store().query(JobSql.ORPHANS, row -> row.getLong(1));
        unknown.forEach(it -> Rescue.ofUnknown(workers, engine, it));
    }

    private List<Owner> others() {
        return engine.store().query(JobSql.OTHER_OWNERS, Owner::read, workers.owner());
    }

    private boolean isWorthObserving() {
        return workers.book().takeHasHeld() || others().stream().anyMatch(Owner::holdsLeases);
    }

    private void observe() {
        isUnderWay = true;
        long mine = workers.owner();
        engine.submit(
                statements -> beatAndLook(statements, mine),
                Ack.COMMITTED,
                (observation, failure) -> observed(mine, observation, failure));
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

    private void observed(long mine, @Nullable Observation observation, @Nullable Throwable failure) {
        if (observation != null) {
            if (!observation.isListed) {
                workers.evicted(mine);
            }
            judge(observation.others);
        } else if (failure != null) {
            engine.listener().onTrouble("keeping the leases of running jobs alive", failure);
        }
        isUnderWay = false;
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
