package io.litestack.job.internal.lease;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Releases stray leases: rows that are leased to these workers, and not held, since the outcome of the command that leased them
 * was unknown. Used by one loop.
 */
public final class StrayLeaseSweep {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PAGE = 500;

    private final WorkerContext context;
    private final QueueResources resources;
    private final LeaseRegistry leases;
    private final LeaseReleaser releaser;
    private final Runnable onReady;
    private volatile boolean isUnderWay;
    private volatile long triedAt;

    /**
     * Has swept nothing yet.
     *
     * @param onReady called when jobs are taken again, of which some may have become ready meanwhile
     */
    public StrayLeaseSweep(WorkerContext context, LeaseRegistry leases, LeaseReleaser releaser, Runnable onReady) {
        this.context = context;
        this.resources = context.resources();
        this.leases = leases;
        this.releaser = releaser;
        this.onReady = onReady;
        this.triedAt = resources.ticks() - RETRY_NANOS;
    }

    /** Sweeps if that is wanted, and nothing is in flight; returns in how many nanoseconds to be called again. */
    public long runDue() {
        if (!leases.isOutcomeUnknown()) {
            return LoopWorker.Step.UNTIL_WOKEN;
        }
        long left = triedAt + RETRY_NANOS - resources.ticks();
        if (left <= 0) {
            if (!isUnderWay && !leases.isAnyInFlight()) {
                sweep();
            }
            left = RETRY_NANOS;
        }
        return left;
    }

    private void sweep() {
        isUnderWay = true;
        resources.submit(this::releaseStrays, Ack.COMMITTED, (strays, failure) -> {
            if (strays != null) {
                leases.outcomesKnown();
                strays.forEach(
                        it -> releaser.report(it.lease(), "it was leased by a command whose outcome was unknown"));
                onReady.run();
            } else if (failure != null) {
                triedAt = resources.ticks();
                resources.listener().onInternalFailure("looking for leases of unknown outcome", failure);
            }
            isUnderWay = false;
            context.loops().wakeTimers();
        });
    }

    private List<Completion> releaseStrays(Statements statements) throws SQLException {
        List<Completion> strays = new ArrayList<>();
        long workerId = context.state().workerId();
        List<Lease> page = Lease.readAll(statements, workerId, 0, PAGE);
        while (!page.isEmpty()) {
            for (Lease lease : page) {
                if (!leases.isHeld(lease.id())) {
                    strays.add(Completion.released(lease));
                }
            }
            page = Lease.readAll(statements, workerId, page.get(page.size() - 1).id(), PAGE);
        }
        CompletionWriter.run(statements, strays, context.keepsDone(), resources);
        return strays;
    }
}
