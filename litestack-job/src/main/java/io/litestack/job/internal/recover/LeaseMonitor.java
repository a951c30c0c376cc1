package io.litestack.job.internal.recover;

import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.base.WorkerState;
import io.litestack.job.internal.lease.AttemptJournalFile;
import io.litestack.job.internal.lease.Heartbeat;
import io.litestack.job.internal.lease.WorkerRow;
import io.litestack.job.internal.sql.JobSql;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds the leases of workers whose process is dead, and has the {@link Heartbeat} observe the others if they hold leases.
 *
 * <p>Each worker's row names its process. When a process ends, the others are woken by the end of its connection; then each row
 * is looked at, and a worker whose process is certainly dead loses its leases at once. So a job of a killed process runs again
 * within a fraction of a second, and one of a living process is never touched, however long it takes.
 *
 * <p>A process that ends loses its connections and its socket one after the other, and a quick observer finds the socket still
 * answering. So the look after an alarm is repeated after 100 ms, after another 400 ms and after another 1.6 s, which leaves
 * time to a process that has much memory to give back.
 *
 * <p>Used by one loop; {@link #alarm} may be called by any thread.
 */
public final class LeaseMonitor {
    /** Between two looks there is at least this; after an alarm they grow rarer. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int PAUSE_GROWTH = 4;
    private static final long LONGEST_PAUSE_NANOS = PAUSE_GROWTH * PAUSE_GROWTH * PAUSE_NANOS;

    private final QueueResources resources;
    private final WorkerState state;
    private final Heartbeat heartbeat;
    private final DeadWorkerRecovery recovery;
    private final long intervalNanos;
    private volatile boolean isAlarmed = true;

    /** Whether the next look is also for leases of workers without a row. */
    private boolean isThorough = true;

    private long countedAt;
    private long lookedAt;

    /** How long after the last look the next one comes without another alarm; 0 if none does. */
    private long pauseNanos;

    public LeaseMonitor(WorkerContext context, Heartbeat heartbeat, DeadWorkerRecovery recovery) {
        this.resources = context.resources();
        this.state = context.state();
        this.heartbeat = heartbeat;
        this.recovery = recovery;
        this.intervalNanos = Heartbeat.intervalNanos(context);
        this.countedAt = resources.ticks();
        this.lookedAt = resources.ticks() - PAUSE_NANOS;
    }

    /** A process may have ended. */
    public void alarm() {
        isAlarmed = true;
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        // what could not be recovered is looked for again, as at the start, with the next observation
        isThorough |= recovery.takeFailed();
        if (!state.isRegistered()) {
            return intervalNanos;
        }
        long now = resources.ticks();
        if (nanosUntilLook(now) <= 0) {
            look(now);
        }
        long left = countedAt + intervalNanos - now;
        if (left <= 0) {
            isAlarmed |= isThorough;
            heartbeat.observeOthers(others().stream().anyMatch(WorkerRow::holdsLeases));
            countedAt = now;
            left = intervalNanos;
        }
        return Math.min(left, Math.max(1, nanosUntilLook(now)));
    }

    private long nanosUntilLook(long now) {
        if (isAlarmed) {
            return lookedAt + PAUSE_NANOS - now;
        }
        return pauseNanos == 0 ? Long.MAX_VALUE : lookedAt + pauseNanos - now;
    }

    private void look(long now) {
        boolean wasAlarmed = isAlarmed;
        boolean wasThorough = isThorough;
        // before the look: an alarm that comes during it is not covered by it
        isAlarmed = false;
        try {
            recoverFromDead();
            if (wasThorough) {
                isThorough = false;
                recoverFromMissing();
            }
        } catch (RuntimeException | Error e) {
            isAlarmed = true;
            isThorough |= wasThorough;
            throw e;
        }
        pauseNanos = wasAlarmed ? PAUSE_NANOS : pauseNanos < LONGEST_PAUSE_NANOS ? pauseNanos * PAUSE_GROWTH : 0;
        lookedAt = now;
    }

    private void recoverFromDead() {
        for (WorkerRow other : others()) {
            if (other.processId() != null
                    && resources.internals().processLiveness().isDead(other.processId())) {
                recovery.recoverDead(other);
            }
        }
    }

    /** Leases that name a worker that has no row. May be called by any thread. */
    public void recoverFromMissing() {
        List<Long> missing = resources.ownStore().query(JobSql.ORPHANS, row -> row.getLong(1));
        missing.forEach(recovery::recoverMissing);
        Set<String> needed = new HashSet<>(resources.ownStore().query(JobSql.JOURNAL_FILES, row -> row.getString(1)));
        AttemptJournalFile.sweep(resources.store().config().path(), needed);
    }

    private List<WorkerRow> others() {
        return resources.ownStore().query(JobSql.OTHER_WORKERS, WorkerRow::read, state.workerId());
    }
}
