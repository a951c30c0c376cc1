package io.litestack.job.internal;

import io.litestack.job.Job;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerState.Phase;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.run.CallerRunner;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.LimitSql;
import io.litestack.job.internal.sql.ScheduleSql;
import io.litestack.job.spi.ManualWorker;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A set of workers of which only the heartbeat and the timers have threads; their jobs run on the thread of the caller. */
final class CallerWorker implements ManualWorker {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS = 20_000;

    private final QueueResources resources;
    private final WorkerParts parts;
    private final CallerRunner runner;

    CallerWorker(QueueResources resources, WorkerConfig config) {
        this.resources = resources;
        this.parts = new WorkerParts(resources, config);
        this.runner = parts.callerRunner();
        parts.registration.register();
        parts.context.state().moveTo(Phase.RUNNING);
        parts.context.loops().startWithoutPollers();
    }

    @Override
    public OptionalLong runNext(String queue) {
        parts.controlReader.read();
        Lease lease = parts.claim.next(queue);
        if (lease == null) {
            return OptionalLong.empty();
        }
        runner.run(lease);
        awaitCompletion(lease);
        return OptionalLong.of(lease.id());
    }

    private void awaitCompletion(Lease lease) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        parts.completions.flush();
        while (parts.leases.find(lease.id()) == lease) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the completion of job " + lease.id() + " could not be stored within "
                        + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " s; the log says why");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public boolean takes(Job job) {
        return resources.handlers().find(job.type()) != null
                && !parts.context.controls().isPaused(job.queue());
    }

    @Override
    public void doDue() {
        parts.controlReader.read();
        parts.recoverMissing();
        parts.promoter.promoteAll();
        parts.schedules.fireAll();
        // jobs of schedules may be put off by a random delay that is over
        parts.promoter.promoteAll();
    }

    @Override
    public Optional<Instant> nextDue() {
        return List.of(JobSql.NEXT_DUE, ScheduleSql.NEXT, LimitSql.NEXT_WAKE_OF_WAITING).stream()
                .flatMap(it -> resources.store().queryFirst(it, row -> row.getLong(1)).stream())
                .min(Comparator.naturalOrder())
                .map(Instant::ofEpochMilli);
    }

    @Override
    public void close() {
        parts.context.state().moveTo(Phase.STOPPING);
        runner.close();
        parts.context.loops().close();
        parts.registration.end();
        parts.context.state().moveTo(Phase.ENDED);
    }
}
