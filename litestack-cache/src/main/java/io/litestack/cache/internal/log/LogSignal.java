package io.litestack.cache.internal.log;

import java.util.concurrent.TimeUnit;

/** Wakes those who wait for something that others do. Thread-safe. */
public final class LogSignal {
    private long count;

    /** Something may have happened. */
    public synchronized void give() {
        count++;
        notifyAll();
    }

    /** How often something may have happened so far. */
    public synchronized long count() {
        return count;
    }

    /** Waits until something more may have happened, or the time is over. */
    public synchronized void await(long seen, long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        long left = nanos;
        while (count == seen && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
    }
}
