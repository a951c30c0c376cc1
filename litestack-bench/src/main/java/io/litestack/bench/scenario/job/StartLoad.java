package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Trial;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import java.util.concurrent.TimeUnit;

/** Enqueues {@link DueJob}s at a pace that leaves the queue idle between them. */
record StartLoad(Trial trial, JobQueue queue) {
    static final int PER_SECOND = 200;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_MILLIS = 10;
    private static final JobFilter DONE = JobFilter.inState(JobState.DONE).withType(DueJob.TYPE.name());

    /** Stores one job. */
    @FunctionalInterface
    interface Enqueueing {
        void enqueue(DueJob job) throws Exception;
    }

    /** Enqueues, once everything is warm, and returns when all jobs are done; returns how many that were. */
    long run(Enqueueing way) throws InterruptedException {
        trial.warmUp(() -> way.enqueue(DueJob.UNCOUNTED));
        awaitDone();
        long counted = System.nanoTime() + trial.timing().warmup().toNanos();
        trial.load().paced(1, PER_SECOND, due -> way.enqueue(new DueJob(due, due - counted >= 0)));
        awaitDone();
        trial.checkRows(queue.admin().count(DONE));
        return trial.tally().successes();
    }

    private void awaitDone() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (queue.admin().count(DONE) < trial.tally().successes() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
