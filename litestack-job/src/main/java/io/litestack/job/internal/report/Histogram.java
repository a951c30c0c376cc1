package io.litestack.job.internal.report;

import io.litestack.job.DurationStats;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts durations in buckets, four to each power of two, so that a percentile is at most a quarter too high. */
public final class Histogram {
    private static final int BUCKETS = 4 * 63;

    private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);
    private final LongAdder total = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    public void add(long nanos) {
        long value = Math.max(0, nanos);
        buckets.incrementAndGet(bucketOf(value));
        total.add(value);
        longest.accumulate(value);
    }

    DurationStats stats() {
        long[] counts = new long[BUCKETS];
        long sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = buckets.get(i);
            sum += counts[i];
        }
        long max = longest.get();
        return new DurationStats(
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
    public static int bucketOf(long value) {
        if (value < 4) {
            return (int) value;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        return 4 * (exponent - 1) + (int) (value >>> (exponent - 2)) - 4;
    }

    /** The largest value of a bucket. */
    public static long upperBound(int bucket) {
        if (bucket < 4) {
            return bucket;
        }
        int exponent = bucket / 4 + 1;
        long next = (4L + bucket % 4 + 1) << (exponent - 2);
        return next < 0 ? Long.MAX_VALUE : next - 1;
    }
}
