package io.litestack.cable.internal.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the instances whose heartbeat stands still. It adds up, by the own monotonic clock, for how long: from one observation to
 * the next at most a quarter of the lease counts. So neither a wall clock that jumps, nor an observer that was stopped itself,
 * nor somebody who holds the only writer for a minute makes a live instance look hung. Not thread-safe.
 */
final class StandstillDetector {
    private static final int LEAST_OBSERVATIONS = 4;

    /** How long a counter has stood still as far as it counts, and when that was last seen. */
    private record Standstill(long heartbeat, long nanos, long seenAt) {}

    private final Map<Long, Standstill> standstills = new HashMap<>();

    /**
     * Takes note of the counters of all others, in a transaction that could write.
     *
     * @return those that hang
     */
    List<InstanceRow> observe(List<InstanceRow> others, long now) {
        Set<Long> ids = others.stream().map(InstanceRow::id).collect(Collectors.toSet());
        standstills.keySet().retainAll(ids);
        List<InstanceRow> hanging = new ArrayList<>();
        for (InstanceRow other : others) {
            Standstill standstill = continued(standstills.get(other.id()), other, now);
            standstills.put(other.id(), standstill);
            if (standstill.nanos >= other.leaseNanos()) {
                standstills.remove(other.id());
                hanging.add(other);
            }
        }
        return hanging;
    }

    private static Standstill continued(@Nullable Standstill before, InstanceRow other, long now) {
        if (before == null || before.heartbeat != other.heartbeat()) {
            return new Standstill(other.heartbeat(), 0, now);
        }
        long most = other.leaseNanos() / LEAST_OBSERVATIONS;
        return new Standstill(other.heartbeat(), before.nanos + Math.min(now - before.seenAt, most), now);
    }
}
