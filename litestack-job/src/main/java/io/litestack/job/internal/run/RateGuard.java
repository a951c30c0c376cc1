package io.litestack.job.internal.run;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.limit.StartPermits;
import io.litestack.job.internal.sql.JobControls;
import java.util.concurrent.TimeUnit;

/**
 * Asks for the start of a job with a rate, just before its handler is called. A permit is good for a moment; if the thread was
 * held up meanwhile (by a listener, by the system) another one is asked for. Thread-safe.
 */
final class RateGuard {
    private final WorkerContext context;
    private final QueueResources resources;

    RateGuard(WorkerContext context) {
        this.context = context;
        this.resources = context.resources();
    }

    /** Whether the handler of a lease may be called now. */
    boolean mayStart(Lease lease) {
        JobControls controls = lease.job().controls();
        String key = controls == null ? null : controls.limitKey();
        if (controls == null || key == null || !controls.isRateLimited()) {
            return true;
        }
        while (true) {
            // from before its time is taken down
            long askedAt = resources.ticks();
            long goodForMs = take(key, lease);
            if (goodForMs == 0) {
                return false;
            }
            if (resources.ticks() - askedAt < TimeUnit.MILLISECONDS.toNanos(goodForMs)) {
                return true;
            }
        }
    }

    private long take(String key, Lease lease) {
        try {
            return resources
                    .commands()
                    .execute(
                            statements -> new StartPermits(resources.limits(statements))
                                    .take(key, lease.id(), lease.attempt()),
                            Ack.COMMITTED);
        } catch (LitestackException e) {
            context.reportFailure("noting the start of job " + lease.id() + ", which waits for its limit again", e);
            return 0;
        }
    }
}
