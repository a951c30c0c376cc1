package io.litestack.core.spi;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations in buckets, four to each power of two, so that a percentile is at most a quarter too high. Thread-safe.
 */
public final class Histogram {
    private static final int BUCKETS = 4 * 63;

    private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);
    private final LongAdder total = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    /** Starts empty. */
    public Histogram() {}

    /**
     * Counts a duration.
     *
     * @param nanos how long; less than nothing counts as nothing
     */
    public void add(long nanos) {
        long value = Math.max(0, nanos);
        buckets.incrementAndGet(bucketOf(value));
        total.add(value);
        longest.accumulate(value);
    }

    /**
     * What was counted, boiled down.
     *
     * @param count how many durations
     * @param total how long in all
     * @param p50 half of them took at most this; as all percentiles at most a quarter too high
     * @param p95 95 of 100 took at most this
     * @param p99 99 of 100 took at most this
     * @param max the longest
     */
    public record Figures(long count, Duration total, Duration p50, Duration p95, Duration p99, Duration max) {}

    /**
     * Returns what was counted so far.
     *
     * @return the figures at this moment
     */
    public Figures figures() {
        long[] counts = new long[BUCKETS];
        long sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = buckets.get(i);
            sum += counts[i];
        }
        long max = longest.get();
        return new Figures(
                sum,
                Duration.ofNanos(total.sum()),
                percentile(counts, sum, 50, max),
                percentile(counts, sum, 95, max),
                percentile(counts, sum, 99, max),
                Duration.ofNanos(max));
    }

    private static Duration percentile(long[] counts, long sum, int percent, long max) {
        long rank = (sum * percent + 99) / 100;
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return Duration.ofNanos(Math.min(max, upperBound(i)));
            }
        }
        return Duration.ZERO;
    }

    /** 0 to 3 have buckets of their own; from there on the top three bits tell. */
    static int bucketOf(long value) {
        if (value < 4) {
            return (int) value;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        return 4 * (exponent - 1) + (int) (value >>> (exponent - 2)) - 4;
    }

    /** The largest value of a bucket. */
    static long upperBound(int bucket) {
        if (bucket < 4) {
            return bucket;
        }
        int exponent = bucket / 4 + 1;
        long next = (4L + bucket % 4 + 1) << (exponent - 2);
        return next < 0 ? Long.MAX_VALUE : next - 1;
    }
}
