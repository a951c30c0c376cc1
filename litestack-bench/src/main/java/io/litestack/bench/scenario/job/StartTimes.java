package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Load;
import io.litestack.job.JobQueue;
import org.HdrHistogram.Histogram;

/** Handles {@link DueJob}s, and takes down how late each handler began. Thread-safe. */
final class StartTimes {
    private final Histogram latencies = Load.histogram();
    private long runs;

    /** Registers the handler. */
    void handle(JobQueue queue) {
        queue.handle(DueJob.TYPE, (job, context) -> began(job, System.nanoTime()));
    }

    private synchronized void began(DueJob job, long now) {
        runs++;
        if (job.isCounted()) {
            latencies.recordValue(Math.max(0, now - job.dueNanos()));
        }
    }

    /** How many handlers have begun. */
    synchronized long runs() {
        return runs;
    }

    /** A percentile in microseconds. */
    synchronized double micros(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }

    /** Checks that as many handlers ran as there were jobs. */
    static void check(long jobs, long runs) {
        if (runs != jobs) {
            throw new IllegalStateException("handlers ran " + runs + " times for " + jobs + " jobs");
        }
    }
}
