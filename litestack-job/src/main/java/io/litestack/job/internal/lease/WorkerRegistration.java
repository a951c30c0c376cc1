package io.litestack.job.internal.lease;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.HostName;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.Statements;
import io.litestack.job.QueueConfig;
import io.litestack.job.internal.base.AttemptLimits;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.base.WorkerState;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The row under which these workers hold their leases. If another process deletes it, since it took these workers for hung,
 * they register again under a new one. Thread-safe.
 */
public final class WorkerRegistration {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final WorkerContext context;
    private final QueueResources resources;
    private final WorkerState state;
    private final RunningAttempts attempts;
    private final int journalEntries;
    private final Runnable onReady;
    private final AtomicBoolean isRegistering = new AtomicBoolean();
    private final AtomicBoolean hasNewLimits = new AtomicBoolean();
    private volatile @Nullable AttemptJournal journal;

    /**
     * Registers nothing yet.
     *
     * @param attempts those that are cancelled if the row is lost
     * @param journalEntries how many jobs may be begun and not completed
     * @param onReady called when jobs can be taken again
     */
    public WorkerRegistration(WorkerContext context, RunningAttempts attempts, int journalEntries, Runnable onReady) {
        this.context = context;
        this.resources = context.resources();
        this.state = context.state();
        this.attempts = attempts;
        this.journalEntries = journalEntries;
        this.onReady = onReady;
    }

    /** The journal of the current row; null before the first one. */
    public @Nullable AttemptJournal journal() {
        return journal;
    }

    /** Writes the row, and returns when that is done. */
    public void register() {
        Registration registration = new Registration();
        try {
            registered(registration, resources.commands().execute(registration, Ack.COMMITTED));
        } catch (RuntimeException | Error e) {
            registration.journal.delete();
            throw e;
        }
    }

    private void registered(Registration registration, long id) {
        journal = registration.journal;
        state.registered(id);
    }

    /** The row of that id is gone: what was leased under it is lost. */
    public void lost(long id) {
        if (state.unregistered(id)) {
            attempts.cancel();
            context.loops().wakeTimers();
        }
    }

    /** Jobs of some types have other limits from now on. */
    public void limitsChanged() {
        hasNewLimits.set(true);
        writeLimits();
    }

    /**
     * Writes a new row in place of a lost one, and changed limits into one that is there; returns in how many nanoseconds to be
     * called again.
     */
    public long runDue() {
        if (state.isRegistered()) {
            writeLimits();
            return hasNewLimits.get() ? RETRY_NANOS : LoopWorker.Step.UNTIL_WOKEN;
        }
        if (isRegistering.compareAndSet(false, true)) {
            registerAgain();
        }
        return RETRY_NANOS;
    }

    private void registerAgain() {
        try {
            Registration registration = new Registration();
            resources.submit(registration, Ack.COMMITTED, (id, failure) -> registeredAgain(registration, id, failure));
        } catch (RuntimeException | Error e) {
            isRegistering.set(false);
            throw e;
        }
    }

    private void registeredAgain(Registration registration, @Nullable Long id, @Nullable Throwable failure) {
        if (id != null) {
            registered(registration, id);
            onReady.run();
        } else if (failure != null) {
            registration.journal.delete();
            context.reportFailure("registering the workers again", failure);
        }
        isRegistering.set(false);
    }

    private void writeLimits() {
        long id = state.workerId();
        if (id != WorkerState.UNREGISTERED && hasNewLimits.compareAndSet(true, false)) {
            AttemptLimits limits = limits();
            resources.submit(
                    statements -> WorkerRow.setLimits(statements, id, limits), Ack.COMMITTED, (found, failure) -> {
                        if (failure != null) {
                            hasNewLimits.set(true);
                            resources.listener().onInternalFailure("writing how many attempts jobs have", failure);
                        }
                    });
        }
    }

    private AttemptLimits limits() {
        return resources.handlers().limits(context.config().retryPolicy());
    }

    /** Deletes the row if it holds no leases; otherwise whoever finds that its heartbeat stands still does so. */
    public void end() {
        try {
            AttemptJournal last = journal;
            long id = state.workerId();
            boolean isDeleted =
                    resources.commands().execute(statements -> WorkerRow.delete(statements, id), Ack.COMMITTED);
            if (isDeleted && last != null) {
                last.delete();
            }
        } catch (LitestackException e) {
            resources.listener().onInternalFailure("deleting the row of the workers; another worker will do it", e);
        }
    }

    /** Whatever may wait for something else (a socket, the disk) is found out before the writer is taken for it. */
    private final class Registration implements Command<Long> {
        private final @Nullable String processId =
                resources.internals().processLiveness().ownId().orElse(null);
        private final String name =
                HostName.get() + ':' + ProcessHandle.current().pid();
        private final String queues = JobJson.ofNames(
                context.config().queues().stream().map(QueueConfig::name).toList());
        private final AttemptLimits limits = limits();
        final AttemptJournal journal =
                AttemptJournal.create(resources.store().config().path(), journalEntries);

        @Override
        public Long run(Statements statements) throws SQLException {
            PreparedStatement insert = statements.prepare(JobSql.ADD_WORKER);
            SqlValues.setText(insert, 1, processId);
            insert.setString(2, name);
            insert.setLong(3, context.config().lease().toMillis());
            insert.setLong(4, resources.nowMs());
            insert.setString(5, queues);
            insert.setString(6, limits.json());
            SqlValues.setText(insert, 7, journal.fileName());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
