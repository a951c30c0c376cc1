package io.litestack.job.internal.run;

import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.AttemptServices;
import io.litestack.job.internal.lease.CompletionQueue;
import io.litestack.job.internal.lease.Heartbeat;
import io.litestack.job.internal.lease.LeaseReleaser;
import io.litestack.job.internal.lease.WorkerRegistration;

/**
 * What the threads that run the jobs of one set of workers share.
 *
 * @param context of the workers
 * @param services what handlers get through their contexts
 * @param completions how jobs end
 * @param releaser how leases are given back
 * @param registration the row of the workers, and its journal
 * @param heartbeat which leases may have been lost
 * @param isolatedJob the job that runs alone
 * @param timeouts of handlers
 * @param progress of jobs
 */
public record RunnerParts(
        WorkerContext context,
        AttemptServices services,
        CompletionQueue completions,
        LeaseReleaser releaser,
        WorkerRegistration registration,
        Heartbeat heartbeat,
        IsolatedJob isolatedJob,
        Timeouts timeouts,
        ProgressWriter progress) {}
