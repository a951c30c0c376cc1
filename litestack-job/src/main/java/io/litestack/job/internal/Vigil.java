package io.litestack.job.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds the leases of workers whose process is dead, and tells the {@link Heartbeat} whether there are others to observe.
 *
 * <p>Each owner's row names its process's sign of life. When a process ends, the others are woken by the end of its connection;
 * then each owner is looked at, and one whose sign says that it is dead for sure loses its leases at once. So a job of a killed
 * process runs again within a fraction of a second, and one of a living process is never touched, however long it takes.
 * A process that ends loses its connections and its socket one after the other, and whoever is quick finds the socket still
 * answering; so the look after an alarm is repeated after 100 ms, after another 400 ms and after another 1.6 s, which leaves
 * time to one that has much memory to give back.
 */
final class Vigil {
    /** Between two looks at the dead there is at least this; after an alarm they grow rarer. */
    private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int CALM_GROWTH = 4;
    private static final long LONGEST_CALM_NANOS = CALM_GROWTH * CALM_GROWTH * CALM_NANOS;

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final Heartbeat heartbeat;
    private volatile boolean isAlarmed = true;
    private volatile boolean isThorough = true;
    private long countedAt;
    private long checkedAt;

    /** How long after the last look at the dead the next one comes without another alarm; 0 if none does. */
    private long calmNanos;

    Vigil(SqliteJobWorkers workers, Engine engine, Heartbeat heartbeat) {
        this.workers = workers;
        this.engine = engine;
        this.heartbeat = heartbeat;
        this.countedAt = engine.ticks();
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
            return heartbeat.intervalNanos();
        }
        long now = engine.ticks();
        if (nanosUntilLook(now) <= 0) {
            look(now);
        }
        long left = countedAt + heartbeat.intervalNanos() - now;
        if (left <= 0) {
            isAlarmed |= isThorough;
            heartbeat.watch(others().stream().anyMatch(Owner::holdsLeases));
            countedAt = now;
            left = heartbeat.intervalNanos();
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
        boolean wasAlarmed = isAlarmed;
        boolean wasThorough = isThorough;
        // before the look: an alarm that comes during it is not covered by it
        isAlarmed = false;
        try {
            rescueFromTheDead();
            if (wasThorough) {
                isThorough = false;
                rescueFromTheUnknown();
            }
        } catch (RuntimeException | Error e) {
            isAlarmed = true;
            isThorough |= wasThorough;
            throw e;
        }
        calmNanos = wasAlarmed ? CALM_NANOS : calmNanos < LONGEST_CALM_NANOS ? calmNanos * CALM_GROWTH : 0;
        checkedAt = now;
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
        Set<String> needed = new HashSet<>(engine.store().query(JobSql.IN_FLIGHT_FILES, row -> row.getString(1)));
        InFlightFile.sweep(engine.store().config().path(), needed);
    }

    private List<Owner> others() {
        return engine.store().query(JobSql.OTHER_OWNERS, Owner::read, workers.owner());
    }
}
