package io.litestack.job.internal.report;

import io.litestack.core.spi.Histogram;
import io.litestack.job.DurationStats;
import io.litestack.job.JobStats;
import io.litestack.job.TypeStats;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the queue has done in this process. */
public final class Counters {
    /** What it has done with the jobs of one type. */
    public static final class Type {
        public final LongAdder done = new LongAdder();
        public final LongAdder failed = new LongAdder();
        public final Histogram wait = new Histogram();
        public final Histogram run = new Histogram();
    }

    /** Beyond so many types the rest are counted together: names may come from a hostile file. */
    private static final int MOST_TYPES = 1_000;

    public final LongAdder enqueued = new LongAdder();
    public final LongAdder handedOver = new LongAdder();
    public final LongAdder claimed = new LongAdder();
    public final LongAdder done = new LongAdder();
    public final LongAdder retried = new LongAdder();
    public final LongAdder snoozed = new LongAdder();
    public final LongAdder dead = new LongAdder();
    public final LongAdder parked = new LongAdder();
    public final LongAdder released = new LongAdder();
    public final LongAdder recovered = new LongAdder();
    public final LongAdder refused = new LongAdder();
    public final LongAdder running = new LongAdder();
    private final Map<String, Type> types = new ConcurrentHashMap<>();

    public Type type(String name) {
        Type known = types.get(name);
        if (known != null) {
            return known;
        }
        return types.computeIfAbsent(types.size() < MOST_TYPES ? name : "others", it -> new Type());
    }

    public JobStats stats(int held) {
        Map<String, TypeStats> byType = new TreeMap<>();
        types.forEach((name, type) ->
                byType.put(name, new TypeStats(type.done.sum(), type.failed.sum(), stats(type.wait), stats(type.run))));
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
                recovered.sum(),
                refused.sum(),
                running.intValue(),
                held,
                Map.copyOf(byType));
    }

    private static DurationStats stats(Histogram histogram) {
        Histogram.Figures it = histogram.figures();
        return new DurationStats(it.count(), it.total(), it.p50(), it.p95(), it.p99(), it.max());
    }
}
