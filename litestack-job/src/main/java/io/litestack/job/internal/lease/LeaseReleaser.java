package io.litestack.job.internal.lease;

import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import java.time.Duration;

/** Releases leases whose attempt does not count: not begun, ended by a stop, or to be run isolated. Thread-safe. */
public final class LeaseReleaser {
    private final WorkerContext context;
    private final QueueResources resources;
    private final AttemptServices services;
    private final CompletionQueue completions;

    public LeaseReleaser(WorkerContext context, AttemptServices services, CompletionQueue completions) {
        this.context = context;
        this.resources = context.resources();
        this.services = services;
        this.completions = completions;
    }

    /** Releases a lease that nobody has begun. */
    public void release(Lease lease) {
        report(lease, "it was not begun");
        completions.add(Completion.released(lease));
    }

    /** Reports the release of a lease that nobody has begun. */
    void report(Lease lease, String reason) {
        int maxAttempts = resources
                .handlers()
                .policyOf(lease.job().type(), context.config().retryPolicy())
                .maxAttempts();
        report(new Attempt(services, lease, maxAttempts, resources.ticks()), 0, reason);
    }

    /** Releases the lease of an attempt that ended because of a stop. */
    public void stopped(Attempt attempt, long runNanos, String reason) {
        report(attempt, runNanos, reason);
        completions.add(Completion.released(attempt.lease()));
    }

    /** Releases the lease of an attempt that asked for another one after a while, because of a stop. */
    public void postponed(Attempt attempt, long runNanos, Duration delay) {
        report(attempt, runNanos, "it asked for another attempt during the stop of its workers");
        completions.add(Completion.snoozed(attempt.lease(), resources.nowMs() + delay.toMillis()));
    }

    /** Releases a lease that has to run isolated and cannot now. */
    public void notIsolated(Lease lease, long delayNanos) {
        report(lease, "it has to run alone, and others run");
        completions.add(Completion.snoozed(lease, resources.nowMs() + delayNanos / 1_000_000));
    }

    /** Has a job wait for its limit again that was about to start. */
    public void blocked(Attempt attempt) {
        report(attempt, 0, "its rate does not let it start now");
        completions.add(Completion.blocked(attempt.lease()));
    }

    private void report(Attempt attempt, long runNanos, String reason) {
        resources.counters().released.increment();
        resources.listener().onRelease(attempt, runNanos, reason);
    }
}
