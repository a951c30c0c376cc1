package io.litestack.job.internal.run;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.job.internal.base.Isolation;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.LeaseReleaser;
import io.litestack.job.internal.sql.JobSql;
import java.sql.PreparedStatement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The job of these workers that runs isolated, if one does: the table says so before it begins, for whoever finds that its
 * process died. After ten minutes others run beside it: it may be waiting for another job. Thread-safe.
 */
public final class IsolatedJob {
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final WorkerContext context;
    private final LeaseReleaser releaser;
    private final QueueResources resources;
    private final Isolation isolation = Isolation.OF_JVM;
    private @Nullable Lease lease;
    private long since;

    public IsolatedJob(WorkerContext context, LeaseReleaser releaser) {
        this.context = context;
        this.resources = context.resources();
        this.releaser = releaser;
    }

    /** Takes the permit alone; false if the lease was released, since others run or the table cannot be written. */
    boolean begin(Lease begun, Isolation.Permit permit) {
        if (!isolation.enterAlone(permit, context.state()::isStopping)) {
            releaser.notIsolated(begun, isolation.retryNanos());
            return false;
        }
        if (!isStored(begun)) {
            isolation.leaveAlone(permit);
            releaser.release(begun);
            return false;
        }
        synchronized (this) {
            lease = begun;
            since = resources.ticks();
        }
        context.loops().wakeTimers();
        return true;
    }

    private boolean isStored(Lease begun) {
        try {
            return resources.commands().execute(setting(begun, true), Ack.COMMITTED);
        } catch (LitestackException e) {
            context.reportFailure("noting that job " + begun.id() + " runs alone", e);
            return false;
        }
    }

    private static Command<Boolean> setting(Lease lease, boolean isAlone) {
        return statements -> {
            PreparedStatement update = statements.prepare(JobSql.SET_ALONE);
            update.setInt(1, isAlone ? 1 : 0);
            lease.bindFence(update, 2);
            return update.executeUpdate() > 0;
        };
    }

    /** Its handler has ended. */
    void ended(Isolation.Permit permit) {
        boolean isAlone;
        synchronized (this) {
            isAlone = lease != null;
            lease = null;
        }
        if (isAlone) {
            isolation.leaveAlone(permit);
        } else {
            isolation.leave(permit);
        }
    }

    /** Lets others run beside it when its time is over; returns in how many nanoseconds to be called again. */
    public long runDue() {
        Lease overdue = takeOverdue();
        if (overdue != null) {
            // first the table: from here on nobody may blame it alone
            resources.submit(setting(overdue, false), Ack.COMMITTED, (isHeld, failure) -> {
                isolation.letOthersIn();
                if (failure != null) {
                    resources
                            .listener()
                            .onInternalFailure("noting that job " + overdue.id() + " does not run alone", failure);
                }
            });
        }
        return isAlone() ? LOOK_NANOS : Long.MAX_VALUE;
    }

    private synchronized boolean isAlone() {
        return lease != null;
    }

    private synchronized @Nullable Lease takeOverdue() {
        if (lease == null || resources.ticks() - since < LONGEST_NANOS) {
            return null;
        }
        Lease overdue = lease;
        lease = null;
        return overdue;
    }
}
