package io.litestack.job.internal;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import java.sql.PreparedStatement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The job of these workers that runs alone in this JVM, if one does: the table says so before it begins, for whoever finds that
 * its process died. After ten minutes it is not alone any more: it may be waiting for another job. Thread-safe.
 */
final class LoneJob {
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final Isolation isolation = Isolation.OF_JVM;
    private @Nullable Lease lease;
    private long since;

    LoneJob(SqliteJobWorkers workers, Engine engine) {
        this.workers = workers;
        this.engine = engine;
    }

    /** Takes the seat alone; false if the lease was handed back, since others run or the table cannot be written. */
    boolean begin(Lease begun, Isolation.Seat seat) {
        if (!isolation.enterAlone(seat, workers::isStopping)) {
            workers.handBacks().notAlone(begun, isolation.retryNanos());
            return false;
        }
        if (!isNoted(begun)) {
            isolation.leaveAlone(seat);
            workers.handBack(begun);
            return false;
        }
        synchronized (this) {
            lease = begun;
            since = engine.ticks();
        }
        workers.wake();
        return true;
    }

    private boolean isNoted(Lease begun) {
        try {
            return engine.commands().execute(setting(begun, true), Ack.COMMITTED);
        } catch (LitestackException e) {
            workers.trouble("noting that job " + begun.id + " runs alone", e);
            return false;
        }
    }

    private static Command<Boolean> setting(Lease lease, boolean isAlone) {
        return statements -> {
            PreparedStatement update = statements.prepare(JobSql.SET_ALONE);
            update.setInt(1, isAlone ? 1 : 0);
            Finishes.bindFence(update, 2, lease);
            return update.executeUpdate() > 0;
        };
    }

    /** Its handler has ended. */
    void ended(Isolation.Seat seat) {
        boolean isAlone;
        synchronized (this) {
            isAlone = lease != null;
            lease = null;
        }
        if (isAlone) {
            isolation.leaveAlone(seat);
        } else {
            isolation.leave(seat);
        }
    }

    /** Lets others run beside it when its time is over; returns in how many nanoseconds to be called again. */
    long upkeep() {
        Lease overdue = takeOverdue();
        if (overdue != null) {
            // first the table: from here on nobody may blame it alone
            engine.submit(setting(overdue, false), Ack.COMMITTED, (isHeld, failure) -> {
                isolation.letOthersIn();
                if (failure != null) {
                    engine.listener().onTrouble("noting that job " + overdue.id + " does not run alone", failure);
                }
            });
        }
        return isAlone() ? LOOK_NANOS : Long.MAX_VALUE;
    }

    private synchronized boolean isAlone() {
        return lease != null;
    }

    private synchronized @Nullable Lease takeOverdue() {
        if (lease == null || engine.ticks() - since < LONGEST_NANOS) {
            return null;
        }
        Lease overdue = lease;
        lease = null;
        return overdue;
    }
}
