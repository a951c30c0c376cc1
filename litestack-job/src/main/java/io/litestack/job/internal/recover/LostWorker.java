package io.litestack.job.internal.recover;

import io.litestack.job.internal.base.AttemptLimits;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.WorkerRow;

/**
 * A worker whose leases are taken away.
 *
 * @param row its row, as it was seen last
 * @param limits how many attempts its jobs have
 * @param reason why, as a sentence without its subject's name
 * @param isSparedIfAlive whether its leases stay its own if its heartbeat moves after all
 */
record LostWorker(WorkerRow row, AttemptLimits limits, String reason, boolean isSparedIfAlive) {
    int limitOf(Lease lease) {
        return limits.of(lease.job().type(), lease.job().maxAttempts());
    }

    /** The worker and what became of it. */
    String description() {
        return "worker " + row.name() + ": " + reason;
    }
}
