package io.litestack.job.internal.fetch;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.LeaseRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claims one job, for whoever runs it right away. Thread-safe. */
public final class SingleClaim {
    private final WorkerContext context;
    private final LeaseRegistry leases;

    public SingleClaim(WorkerContext context, LeaseRegistry leases) {
        this.context = context;
        this.leases = leases;
    }

    /** The next job of a queue, which is held from then on; null if none is ready, or the queue is paused. */
    public @Nullable Lease next(String queue) {
        boolean isAnyHandled = !context.resources().handlers().types().names().isEmpty();
        if (!isAnyHandled || context.controls().isPaused(queue)) {
            return null;
        }
        ClaimCommand command =
                new ClaimCommand(context.resources(), queue, context.state().workerId(), 1);
        List<Lease> claimed = context.resources().commands().execute(command, Ack.DURABLE);
        if (claimed.isEmpty()) {
            return null;
        }
        leases.hold(claimed.get(0));
        return claimed.get(0);
    }
}
