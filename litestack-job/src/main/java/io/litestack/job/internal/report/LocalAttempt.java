package io.litestack.job.internal.report;

import io.litestack.job.JobContext;

/** An attempt of this process, which knows on which thread it runs. */
public interface LocalAttempt extends JobContext {
    /** Whether it has begun, and the calling thread is the one that it runs on. */
    boolean isOnItsThread();
}
