package io.litestack.cache.internal.report;

import io.litestack.cache.CacheStats;
import io.litestack.cache.RemovalCause;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What an instance has done. Thread-safe. */
public final class Counters {
    public final LongAdder heapHits = new LongAdder();
    public final LongAdder diskHits = new LongAdder();
    public final LongAdder misses = new LongAdder();
    public final LongAdder loads = new LongAdder();
    public final LongAdder failedLoads = new LongAdder();
    public final LongAdder loadNanos = new LongAdder();
    public final LongAdder puts = new LongAdder();
    public final LongAdder degradedPuts = new LongAdder();
    public final LongAdder heapEvictions = new LongAdder();
    public final LongAdder invalidations = new LongAdder();
    public final LongAdder verifications = new LongAdder();
    public final LongAdder heapDrops = new LongAdder();
    private final Map<RemovalCause, LongAdder> removals = new EnumMap<>(RemovalCause.class);

    public Counters() {
        for (RemovalCause cause : RemovalCause.values()) {
            removals.put(cause, new LongAdder());
        }
    }

    public void removed(RemovalCause cause, long count) {
        LongAdder counter = removals.get(cause);
        if (counter != null) {
            counter.add(count);
        }
    }

    public CacheStats stats(long heapEntries, long heapBytes, CacheStats.Pending pending) {
        Map<RemovalCause, Long> gone = new EnumMap<>(RemovalCause.class);
        removals.forEach((cause, counter) -> gone.put(cause, counter.sum()));
        return new CacheStats(
                heapHits.sum(),
                diskHits.sum(),
                misses.sum(),
                loads.sum(),
                failedLoads.sum(),
                Duration.ofNanos(loadNanos.sum()),
                puts.sum(),
                degradedPuts.sum(),
                Map.copyOf(gone),
                new CacheStats.Heap(heapEntries, heapBytes, heapEvictions.sum()),
                pending,
                new CacheStats.Others(invalidations.sum(), verifications.sum(), heapDrops.sum()));
    }
}
