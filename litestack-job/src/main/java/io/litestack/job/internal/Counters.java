package io.litestack.job.internal;

import io.litestack.job.JobStats;
import io.litestack.job.TypeStats;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the queue has done in this process. */
final class Counters {
    /** What it has done with the jobs of one type. */
    static final class Type {
        final LongAdder done = new LongAdder();
        final LongAdder failed = new LongAdder();
        final Histogram wait = new Histogram();
        final Histogram run = new Histogram();
    }

    /** Beyond so many types the rest are counted together: names may come from a hostile file. */
    private static final int MOST_TYPES = 1_000;

    final LongAdder enqueued = new LongAdder();
    final LongAdder handedOver = new LongAdder();
    final LongAdder claimed = new LongAdder();
    final LongAdder done = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder snoozed = new LongAdder();
    final LongAdder dead = new LongAdder();
    final LongAdder parked = new LongAdder();
    final LongAdder released = new LongAdder();
    final LongAdder rescued = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder running = new LongAdder();
    private final Map<String, Type> types = new ConcurrentHashMap<>();

    Type type(String name) {
        Type known = types.get(name);
        if (known != null) {
            return known;
        }
        return types.computeIfAbsent(types.size() < MOST_TYPES ? name : "others", it -> new Type());
    }

    JobStats stats(int held) {
        Map<String, TypeStats> byType = new TreeMap<>();
        types.forEach((name, type) -> byType.put(
                name, new TypeStats(type.done.sum(), type.failed.sum(), type.wait.spread(), type.run.spread())));
        return new JobStats(
                enqueued.sum(),
                handedOver.sum(),
                claimed.sum(),
                done.sum(),
                retried.sum(),
                snoozed.sum(),
                dead.sum(),
                parked.sum(),
                released.sum(),
                rescued.sum(),
                refused.sum(),
                running.intValue(),
                held,
                Map.copyOf(byType));
    }
}
