package io.litestack.bench.harness;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Takes down which of the jobs numbered from 0 on have run, each of which is to run once. Thread-safe. */
public final class Runs {
    private static final int MOST = 1 << 23;

    private final AtomicLongArray seen = new AtomicLongArray(MOST / Long.SIZE);
    private final LongAdder count = new LongAdder();
    private final LongAdder repeated = new LongAdder();

    /** A job runs. */
    public void ran(long number) {
        long bit = 1L << (number % Long.SIZE);
        long before = seen.getAndAccumulate(Math.toIntExact(number / Long.SIZE), bit, (word, mark) -> word | mark);
        if ((before & bit) != 0) {
            repeated.increment();
        }
        count.increment();
    }

    /** How many have run. */
    public long count() {
        return count.sum();
    }

    /**
     * Checks that so many jobs have run, and each of them once.
     *
     * @throws IllegalStateException if some are missing, too many, or were run again
     */
    public void check(long jobs) {
        if (count() != jobs || repeated.sum() != 0) {
            throw new IllegalStateException("handlers ran " + count() + " times for " + jobs + " jobs, "
                    + repeated.sum() + " times repeatedly");
        }
    }
}
