package io.litestack.job.internal.run;

import io.litestack.job.internal.lease.Lease;

/** Runs leases on the thread of the caller. Used by one thread at a time. */
public final class CallerRunner {
    private final AttemptRunner runner;

    public CallerRunner(RunnerParts parts, OutcomeRecorder outcomes) {
        this.runner = new AttemptRunner(parts, outcomes);
    }

    /** Runs a lease to the end of its handler; never throws. */
    public void run(Lease lease) {
        // counted nowhere
        long unused = runner.run(lease);
    }

    /** It runs nothing any more. */
    public void close() {
        runner.close();
    }
}
