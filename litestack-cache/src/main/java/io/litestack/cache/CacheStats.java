package io.litestack.cache;

import java.time.Duration;
import java.util.Map;

/**
 * What an instance of a cache has done since it was opened, and how it stands now. Immutable.
 *
 * @param heapHits reads that the heap answered
 * @param diskHits reads that the file answered
 * @param misses reads that found nothing that counts; a load that many wait for is a miss of each
 * @param loads loaders that were run
 * @param failedLoads those of them that threw
 * @param loadTime how long loaders ran, in all
 * @param puts values put, loaded ones included
 * @param degradedPuts puts that could not be stored, or not in time, and are misses instead
 * @param removals entries that are gone, by why, as far as this instance removed them
 * @param heap how full the heap is
 * @param pending what waits to be written
 * @param others what was heard of other instances
 */
public record CacheStats(
        long heapHits,
        long diskHits,
        long misses,
        long loads,
        long failedLoads,
        Duration loadTime,
        long puts,
        long degradedPuts,
        Map<RemovalCause, Long> removals,
        Heap heap,
        Pending pending,
        Others others) {
    /**
     * How full the heap is.
     *
     * @param entries how many entries are in it, about
     * @param bytes how much memory they are estimated to take
     * @param evictions how many had to leave it for others, and stayed in the file
     */
    public record Heap(long entries, long bytes, long evictions) {}

    /**
     * What waits to be written.
     *
     * @param entries how many changes of keys
     * @param bytes how large they are
     * @param oldest how long the oldest has waited
     */
    public record Pending(long entries, long bytes, Duration oldest) {}

    /**
     * What was heard of other instances.
     *
     * @param invalidations keys, tags, prefixes and namespaces that others have changed
     * @param verifications how often the log of changes was read
     * @param heapDrops how often the whole heap had to be dropped
     */
    public record Others(long invalidations, long verifications, long heapDrops) {}

    /**
     * Returns the part of reads that were answered.
     *
     * @return 0 to 1; 1 if there were none
     */
    public double hitRatio() {
        long hits = heapHits + diskHits;
        return hits + misses == 0 ? 1 : (double) hits / (hits + misses);
    }
}
