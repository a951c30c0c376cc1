package io.litestack.job.internal.fetch;

import io.litestack.job.internal.lease.Lease;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Leases that wait in memory for a thread: higher priorities come first, and equal ones in the order in which they were added.
 * There is a queue for each of the first priorities that were seen, which are few in most applications; what comes with another
 * one is sorted in. Thread-safe.
 */
public final class PrefetchBuffer {
    private static final int MOST_LEVELS = 64;

    /** The leases of one priority. */
    private record Level(int priority, Queue<Lease> leases) {}

    /** Only ever grows; the highest priority first. */
    private volatile Level[] levels = {};

    /** Those for which there was no level left. */
    private final NavigableSet<Lease> others = new ConcurrentSkipListSet<>(Lease.START_ORDER);

    void add(Lease lease) {
        Level level = levelOf(lease.job().priority());
        if (level == null) {
            others.add(lease);
        } else {
            level.leases.add(lease);
        }
    }

    boolean isEmpty() {
        for (Level level : levels) {
            if (!level.leases.isEmpty()) {
                return false;
            }
        }
        return others.isEmpty();
    }

    /** Takes the first one. */
    @Nullable
    Lease poll() {
        Level[] now = levels;
        boolean hasOthers = now.length == MOST_LEVELS && !others.isEmpty();
        for (Level level : now) {
            Lease lease = hasOthers ? pollOther(level.priority) : null;
            if (lease == null) {
                lease = level.leases.poll();
            }
            if (lease != null) {
                return lease;
            }
        }
        return hasOthers ? others.pollFirst() : null;
    }

    /** Takes the first of those without a level if its priority is higher than one. */
    private @Nullable Lease pollOther(int priority) {
        Iterator<Lease> first = others.iterator();
        Lease lease = first.hasNext() ? first.next() : null;
        return lease != null && lease.job().priority() > priority && others.remove(lease) ? lease : null;
    }

    /** Takes one that came before a time. */
    @Nullable
    Lease pollOlderThan(long time) {
        for (Level level : levels) {
            Lease oldest = level.leases.peek();
            if (oldest != null && oldest.heldSince() - time < 0 && level.leases.remove(oldest)) {
                return oldest;
            }
        }
        Lease old = null;
        for (Iterator<Lease> each = others.iterator(); old == null && each.hasNext(); ) {
            Lease lease = each.next();
            old = lease.heldSince() - time < 0 ? lease : null;
        }
        return old != null && others.remove(old) ? old : null;
    }

    private @Nullable Level levelOf(int priority) {
        Level[] now = levels;
        for (Level level : now) {
            if (level.priority == priority) {
                return level;
            }
        }
        return now.length < MOST_LEVELS ? newLevel(priority) : null;
    }

    private synchronized @Nullable Level newLevel(int priority) {
        Level[] now = levels;
        int at = 0;
        while (at < now.length && now[at].priority > priority) {
            at++;
        }
        if (at < now.length && now[at].priority == priority) {
            return now[at];
        }
        if (now.length == MOST_LEVELS) {
            return null;
        }
        Level[] more = Arrays.copyOf(now, now.length + 1);
        more[at] = new Level(priority, new ConcurrentLinkedQueue<>());
        System.arraycopy(now, at, more, at + 1, now.length - at);
        levels = more;
        return more[at];
    }
}
