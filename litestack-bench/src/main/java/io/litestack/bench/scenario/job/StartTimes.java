package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Trial;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Handles {@link DueJob}s, and takes down how late each handler began. Thread-safe. */
final class StartTimes {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final JobFilter DONE = JobFilter.inState(JobState.DONE).ofType(DueJob.TYPE.name());

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

    /** Waits until all jobs that were enqueued are done, and checks that it was these and no others. */
    static void awaitDone(JobQueue queue, Trial trial) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (queue.count(DONE) < trial.tally().successes() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        trial.checkRows(queue.count(DONE));
    }

    /** Checks that each of so many jobs has run once. */
    void check(long jobs) {
        check(jobs, runs());
    }

    /** Checks that so many handlers ran as there were jobs. */
    static void check(long jobs, long runs) {
        if (runs != jobs) {
            throw new IllegalStateException("handlers ran " + runs + " times for " + jobs + " jobs");
        }
    }
}
