package io.litestack.jcache.internal.report;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.cache.management.CacheStatisticsMXBean;

/** What a cache has done, as long as it is asked to count. Thread-safe. */
public final class Statistics implements CacheStatisticsMXBean {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder getNanos = new LongAdder();
    private final LongAdder putNanos = new LongAdder();
    private final LongAdder removeNanos = new LongAdder();
    private volatile boolean isEnabled;

    public void enable(boolean value) {
        isEnabled = value;
    }

    /** Returns when something begins; the clock is read only if somebody wants to know. */
    public long begin() {
        return isEnabled ? System.nanoTime() : 0;
    }

    public void looked(boolean isHit) {
        if (isEnabled) {
            (isHit ? hits : misses).increment();
        }
    }

    /** A read has ended. */
    public void got(boolean isHit, long begin) {
        looked(isHit);
        add(getNanos, begin);
    }

    public void put(int count, long begin) {
        if (isEnabled) {
            puts.add(count);
            add(putNanos, begin);
        }
    }

    public void removed(long begin) {
        if (isEnabled) {
            removals.increment();
            add(removeNanos, begin);
        }
    }

    private void add(LongAdder nanos, long begin) {
        if (isEnabled && begin != 0) {
            nanos.add(System.nanoTime() - begin);
        }
    }

    @Override
    public void clear() {
        for (LongAdder each : new LongAdder[] {hits, misses, puts, removals, getNanos, putNanos, removeNanos}) {
            each.reset();
        }
    }

    @Override
    public long getCacheHits() {
        return hits.sum();
    }

    @Override
    public float getCacheHitPercentage() {
        return percentage(hits.sum());
    }

    @Override
    public long getCacheMisses() {
        return misses.sum();
    }

    @Override
    public float getCacheMissPercentage() {
        return percentage(misses.sum());
    }

    private float percentage(long part) {
        long gets = getCacheGets();
        return gets == 0 ? 0 : 100f * part / gets;
    }

    @Override
    public long getCacheGets() {
        return hits.sum() + misses.sum();
    }

    @Override
    public long getCachePuts() {
        return puts.sum();
    }

    @Override
    public long getCacheRemovals() {
        return removals.sum();
    }

    /** Entries leave the file for want of room whoever has put them; that is not counted for each cache. */
    @Override
    public long getCacheEvictions() {
        return 0;
    }

    @Override
    public float getAverageGetTime() {
        return average(getNanos, getCacheGets());
    }

    @Override
    public float getAveragePutTime() {
        return average(putNanos, puts.sum());
    }

    @Override
    public float getAverageRemoveTime() {
        return average(removeNanos, removals.sum());
    }

    private static float average(LongAdder nanos, long count) {
        return count == 0 ? 0 : (float) nanos.sum() / TimeUnit.MICROSECONDS.toNanos(1) / count;
    }
}
