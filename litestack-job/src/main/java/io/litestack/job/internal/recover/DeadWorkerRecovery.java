package io.litestack.job.internal.recover;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.job.internal.base.AttemptLimits;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.lease.AttemptJournalFile;
import io.litestack.job.internal.lease.AttemptServices;
import io.litestack.job.internal.lease.Completion;
import io.litestack.job.internal.lease.WorkerRow;
import io.litestack.job.internal.report.Counters;
import io.litestack.job.internal.sql.JobSql;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes the leases of dead or hung workers away, in batches, and reports what became of their jobs. Nothing waits for it; what
 * fails is tried again after the next look of the {@link LeaseMonitor}. Thread-safe.
 */
public final class DeadWorkerRecovery {
    private final WorkerContext context;
    private final QueueResources resources;
    private final AttemptServices services;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    public DeadWorkerRecovery(WorkerContext context, AttemptServices services) {
        this.context = context;
        this.resources = context.resources();
        this.services = services;
    }

    void recoverDead(WorkerRow worker) {
        start(new LostWorker(worker, limits(worker), "its process is dead", false));
    }

    void recoverHung(WorkerRow worker) {
        String reason = "its process hangs: its heartbeat stood still for the lease";
        start(new LostWorker(worker, limits(worker), reason, true));
    }

    /** Recovers from workers that have left leases and no row. */
    void recoverMissing(long workerId) {
        WorkerRow worker = WorkerRow.missing(workerId);
        start(new LostWorker(worker, limits(worker), "its row is missing", false));
    }

    /** Whether one has failed since the last call. */
    boolean takeFailed() {
        return hasFailed.get() && hasFailed.getAndSet(false);
    }

    private AttemptLimits limits(WorkerRow worker) {
        return AttemptLimits.read(
                worker.limits(), resources.handlers().limits(context.config().retryPolicy()));
    }

    /** The journal is read before the writer is taken. */
    private void start(LostWorker lost) {
        submit(new RecoveryCommand(
                resources, lost, AttemptJournalFile.read(file(), lost.row().journalFile())));
    }

    private Path file() {
        return resources.store().config().path();
    }

    private void submit(RecoveryCommand command) {
        resources.submit(command, Ack.COMMITTED, (all, failure) -> ended(command, all, failure));
    }

    private void ended(
            RecoveryCommand command, @Nullable List<RecoveryCommand.Recovered> all, @Nullable Throwable failure) {
        LostWorker lost = command.lost();
        if (failure != null || all == null) {
            hasFailed.set(true);
            context.reportFailure("recovering the jobs of worker " + lost.row().name(), failure);
            return;
        }
        if (!all.isEmpty()) {
            resources.counters().recovered.add(all.size());
            resources.listener().onRecovery(lost.row().name(), all.size(), lost.reason());
            all.forEach(it -> report(lost, it));
        }
        if (all.size() == RecoveryCommand.BATCH) {
            submit(command);
        } else if (!command.isSpared()) {
            AttemptJournalFile.delete(file(), lost.row().journalFile());
        }
    }

    /** What follows from it is an event as if it had happened in this process. */
    private void report(LostWorker lost, RecoveryCommand.Recovered recovered) {
        Completion completion = recovered.completion();
        Attempt attempt =
                new Attempt(services, completion.lease(), lost.limitOf(completion.lease()), resources.ticks());
        attempt.ended();
        Counters counters = resources.counters();
        Counters.Type type = counters.type(completion.lease().job().type());
        if (completion.state() == JobSql.DEAD) {
            counters.dead.increment();
            type.failed.increment();
            resources.listener().onDead(attempt, 0, String.valueOf(completion.reason()));
        } else if (completion.state() == JobSql.PARKED) {
            counters.parked.increment();
            type.failed.increment();
            resources.listener().onPark(attempt, String.valueOf(completion.reason()));
        } else if (completion.isRefunded()) {
            counters.released.increment();
            resources
                    .listener()
                    .onRelease(attempt, 0, "worker " + lost.row().name() + " had not begun it, and " + lost.reason());
        } else if (recovered.wasBegun()) {
            type.failed.increment();
        }
    }
}
