package io.litestack.job.internal.recover;

import io.litestack.job.internal.base.Isolation;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.lease.Completion;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.report.FailureText;
import java.time.Instant;

/**
 * An attempt whose process died, or hung, while its handler ran. It may have been the cause, or have run beside the cause.
 *
 * <p>So the attempt is counted apart: it is none of those that the retry policy allows, unless that allows one only, for what
 * must not begin twice. The first time the job is ready again at once, then after waits that double. A job to which that has
 * happened three times is a suspect, and runs alone in its process ({@link Isolation}): an innocent one ends, and one whose
 * process dies once more is parked.
 *
 * @param lease of the attempt
 * @param what which worker ran it, and what became of that
 * @param at when that was found out
 */
record CrashedAttempt(Lease lease, String what, Instant at) {
    private static final long FIRST_WAIT_MS = 1_000;
    private static final long LONGEST_WAIT_MS = 60_000;

    /**
     * What becomes of the job.
     *
     * @param maxAttempts how many attempts it may have
     */
    Completion completion(int maxAttempts) {
        String error = error(lease, what, at);
        if (maxAttempts == 1) {
            return Completion.dead(lease, "the only attempt did not end; " + what, error)
                    .crashed();
        }
        if (lease.isIsolated()) {
            return Completion.parked(
                            lease,
                            "its process died " + (lease.crashes() + 1)
                                    + " times while it ran, the last time while it ran"
                                    + " alone: it seems to be the cause; " + what,
                            error)
                    .crashed();
        }
        return lease.crashes() == 0
                ? Completion.retryNow(lease, error).crashed()
                : Completion.retry(lease, at.toEpochMilli() + waitMs(), error).crashed();
    }

    private long waitMs() {
        return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << Math.min(lease.crashes() - 1, 10));
    }

    static String error(Lease lease, String what, Instant at) {
        return JobJson.ofError(FailureText.error(lease.countedAttempt(), at, "worker died", what));
    }
}
