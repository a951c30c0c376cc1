package io.litestack.job;

import java.time.Duration;

/** How long to wait before a failed job is tried again, in place of the waits of a {@link RetryPolicy}. */
@FunctionalInterface
public interface Backoff {
    /**
     * Computes a wait. What it throws is logged, and the policy's wait is taken.
     *
     * @param attempt which attempt has failed, from 1
     * @param error how
     * @return zero to 36,500 days
     */
    Duration after(int attempt, JobError error);
}
