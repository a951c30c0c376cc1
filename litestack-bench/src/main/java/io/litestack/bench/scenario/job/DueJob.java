package io.litestack.bench.scenario.job;

import io.litestack.job.JobType;

/**
 * The payload of a job whose start is timed.
 *
 * @param dueNanos when it was to be enqueued, by {@link System#nanoTime()}, which all processes of a machine share
 * @param isCounted whether it is of the window, and not of the warm-up
 */
record DueJob(long dueNanos, boolean isCounted) {
    static final JobType<DueJob> TYPE = JobType.of("timed", DueJob.class);

    /** One of the warm-up. */
    static final DueJob UNCOUNTED = new DueJob(0, false);
}
