package io.litestack.job.internal;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Leases that wait in memory for a worker: higher priorities come first, and equal ones in the order in which they came. There
 * is a lane for each of the first priorities that were seen, which are few in most applications; what comes with another one is
 * sorted in. Thread-safe.
 */
final class Ahead {
    private static final int MOST_LANES = 64;

    /** The leases of one priority. */
    private record Lane(int priority, Queue<Lease> leases) {}

    /** Only ever grows; the highest priority first. */
    private volatile Lane[] lanes = {};

    /** Those for which there was no lane left. */
    private final NavigableSet<Lease> others = new ConcurrentSkipListSet<>(Lease.START_ORDER);

    void add(Lease lease) {
        Lane lane = laneOf(lease.priority);
        if (lane == null) {
            others.add(lease);
        } else {
            lane.leases.add(lease);
        }
    }

    boolean isEmpty() {
        for (Lane lane : lanes) {
            if (!lane.leases.isEmpty()) {
                return false;
            }
        }
        return others.isEmpty();
    }

    /** Takes the first one. */
    @Nullable
    Lease poll() {
        Lane[] now = lanes;
        boolean hasOthers = now.length == MOST_LANES && !others.isEmpty();
        for (Lane lane : now) {
            Lease lease = hasOthers ? pollOther(lane.priority) : null;
            if (lease == null) {
                lease = lane.leases.poll();
            }
            if (lease != null) {
                return lease;
            }
        }
        return hasOthers ? others.pollFirst() : null;
    }

    /** Takes the first of those without a lane if its priority is higher than one. */
    private @Nullable Lease pollOther(int priority) {
        Iterator<Lease> first = others.iterator();
        Lease lease = first.hasNext() ? first.next() : null;
        return lease != null && lease.priority > priority && others.remove(lease) ? lease : null;
    }

    /** Takes one that came before a time. */
    @Nullable
    Lease pollOlderThan(long time) {
        for (Lane lane : lanes) {
            Lease oldest = lane.leases.peek();
            if (oldest != null && oldest.heldSince - time < 0 && lane.leases.remove(oldest)) {
                return oldest;
            }
        }
        Lease old = null;
        for (Iterator<Lease> each = others.iterator(); old == null && each.hasNext(); ) {
            Lease lease = each.next();
            old = lease.heldSince - time < 0 ? lease : null;
        }
        return old != null && others.remove(old) ? old : null;
    }

    private @Nullable Lane laneOf(int priority) {
        Lane[] now = lanes;
        for (Lane lane : now) {
            if (lane.priority == priority) {
                return lane;
            }
        }
        return now.length < MOST_LANES ? newLane(priority) : null;
    }

    private synchronized @Nullable Lane newLane(int priority) {
        Lane[] now = lanes;
        int at = 0;
        while (at < now.length && now[at].priority > priority) {
            at++;
        }
        if (at < now.length && now[at].priority == priority) {
            return now[at];
        }
        if (now.length == MOST_LANES) {
            return null;
        }
        Lane[] more = Arrays.copyOf(now, now.length + 1);
        more[at] = new Lane(priority, new ConcurrentLinkedQueue<>());
        System.arraycopy(now, at, more, at + 1, now.length - at);
        lanes = more;
        return more[at];
    }
}
