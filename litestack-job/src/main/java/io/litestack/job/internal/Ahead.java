package io.litestack.job.internal;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Leases that wait in memory for a worker: higher priorities come first, and equal ones in the order in which they came. There
 * is a lane for each priority that was seen, which are few; an application that has very many shares the last one. Thread-safe.
 */
final class Ahead {
    private static final int MOST_LANES = 64;

    /** The leases of one priority. */
    private record Lane(int priority, Queue<Lease> leases) {}

    /** Only ever grows; the highest priority first. */
    private volatile Lane[] lanes = {};

    void add(Lease lease) {
        laneOf(lease.priority).leases.add(lease);
    }

    boolean isEmpty() {
        for (Lane lane : lanes) {
            if (!lane.leases.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Takes the first one. */
    @Nullable
    Lease poll() {
        for (Lane lane : lanes) {
            Lease lease = lane.leases.poll();
            if (lease != null) {
                return lease;
            }
        }
        return null;
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
        return null;
    }

    private Lane laneOf(int priority) {
        Lane[] now = lanes;
        for (Lane lane : now) {
            if (lane.priority == priority) {
                return lane;
            }
        }
        return now.length < MOST_LANES ? newLane(priority) : now[MOST_LANES - 1];
    }

    private synchronized Lane newLane(int priority) {
        Lane[] now = lanes;
        int at = 0;
        while (at < now.length && now[at].priority > priority) {
            at++;
        }
        if (at < now.length && now[at].priority == priority) {
            return now[at];
        }
        if (now.length == MOST_LANES) {
            return now[MOST_LANES - 1];
        }
        Lane[] more = Arrays.copyOf(now, now.length + 1);
        more[at] = new Lane(priority, new ConcurrentLinkedQueue<>());
        System.arraycopy(now, at, more, at + 1, now.length - at);
        lanes = more;
        return more[at];
    }
}
