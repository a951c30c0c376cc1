package io.litestack.job.internal.recover;

import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.Heartbeat;
import io.litestack.job.internal.lease.WorkerRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the workers that hang, by their heartbeats.
 *
 * <p>A process that is stopped, swaps itself to death or lives on another machine cannot be told from a busy one by its
 * process id. So this adds up, by the own monotonic clock, how long the counter of another worker has stood still while it
 * held leases. From one observation to the next at most one and a half intervals count, and at most a quarter of the lease.
 * So neither a wall clock that jumps, nor an observer that was stopped itself, nor somebody who holds the only writer for a
 * minute makes a live worker look hung: when the writer is free again the observer needs several more observations, and
 * meanwhile the heartbeat of the other gets its turn. Before the leases are taken the counter is looked at once more, in the
 * same transaction.
 *
 * <p>Used by one thread at a time.
 */
public final class HungWorkerDetector {
    private static final int LEAST_OBSERVATIONS = 4;

    /**
     * How long a counter has stood still.
     *
     * @param heartbeat its value
     * @param nanos for how long, as far as it counts
     * @param seenAt when that was last seen, by the ticker
     */
    private record Standstill(long heartbeat, long nanos, long seenAt) {}

    private final QueueResources resources;
    private final DeadWorkerRecovery recovery;
    private final long intervalNanos;
    private final Map<Long, Standstill> standstills = new HashMap<>();

    public HungWorkerDetector(WorkerContext context, DeadWorkerRecovery recovery) {
        this.resources = context.resources();
        this.recovery = recovery;
        this.intervalNanos = Heartbeat.intervalNanos(context);
    }

    /** Takes note of the counters of all other workers, and recovers the jobs of those that hang. */
    public void observe(List<WorkerRow> others) {
        long now = resources.ticks();
        Set<Long> holding = others.stream()
                .filter(WorkerRow::holdsLeases)
                .map(WorkerRow::id)
                .collect(Collectors.toSet());
        standstills.keySet().retainAll(holding);
        for (WorkerRow other : others) {
            if (other.holdsLeases()) {
                Standstill standstill = continued(standstills.get(other.id()), other, now);
                standstills.put(other.id(), standstill);
                if (standstill.nanos >= other.leaseNanos()) {
                    standstills.remove(other.id());
                    recovery.recoverHung(other);
                }
            }
        }
    }

    private Standstill continued(@Nullable Standstill before, WorkerRow other, long now) {
        if (before == null || before.heartbeat != other.heartbeat()) {
            return new Standstill(other.heartbeat(), 0, now);
        }
        long most = Math.min(intervalNanos + intervalNanos / 2, other.leaseNanos() / LEAST_OBSERVATIONS);
        return new Standstill(other.heartbeat(), before.nanos + Math.min(now - before.seenAt, most), now);
    }
}
