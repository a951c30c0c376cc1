package io.litestack.job.internal.recover;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.lease.AttemptJournal;
import io.litestack.job.internal.lease.AttemptJournalFile;
import io.litestack.job.internal.lease.Completion;
import io.litestack.job.internal.lease.CompletionWriter;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.WorkerRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes some leases of a lost worker away, and its row once it has none.
 *
 * <p>What becomes of a job depends on how far it was, which the {@link AttemptJournalFile} of the worker says; where that is
 * unknown, all are taken for begun.
 *
 * <ul>
 *   <li>It was not begun, or the attempt was not to count: it is ready again, as if it had not been leased.
 *   <li>It had ended, and that was not written yet: it is done, or to be tried again as after any failure.
 *   <li>Its handler ran: the attempt has crashed ({@link CrashedAttempt}).
 * </ul>
 */
final class RecoveryCommand implements Command<List<RecoveryCommand.Recovered>> {
    /** How many leases are taken away in one transaction. */
    static final int BATCH = 500;

    /**
     * A job whose lease was taken away.
     *
     * @param completion what became of it
     * @param wasBegun whether its handler had begun, as far as is known
     */
    record Recovered(Completion completion, boolean wasBegun) {}

    private final QueueResources resources;
    private final LostWorker lost;
    private final Optional<Map<Long, Integer>> journal;

    /** Its heartbeat moved: nothing was taken. */
    private volatile boolean isSpared;

    RecoveryCommand(QueueResources resources, LostWorker lost, Optional<Map<Long, Integer>> journal) {
        this.resources = resources;
        this.lost = lost;
        this.journal = journal;
    }

    LostWorker lost() {
        return lost;
    }

    boolean isSpared() {
        return isSpared;
    }

    @Override
    public List<Recovered> run(Statements statements) throws SQLException {
        long workerId = lost.row().id();
        isSpared = lost.isSparedIfAlive()
                && WorkerRow.heartbeatOf(statements, workerId) != lost.row().heartbeat();
        if (isSpared) {
            return List.of();
        }
        List<Recovered> all = new ArrayList<>();
        for (Lease lease : Lease.readAll(statements, workerId, 0, BATCH)) {
            all.add(recovered(lease));
        }
        CompletionWriter.run(statements, all.stream().map(Recovered::completion).toList(), true, resources);
        if (all.size() < BATCH) {
            WorkerRow.delete(statements, workerId);
        }
        return all;
    }

    private Recovered recovered(Lease lease) {
        int state = journal.map(
                        it -> it.getOrDefault(AttemptJournal.key(lease.id(), lease.attempt()), AttemptJournal.FREE))
                .orElse(AttemptJournal.BEGUN);
        return switch (state) {
            case AttemptJournal.DONE -> new Recovered(Completion.done(lease), false);
            case AttemptJournal.BEGUN -> new Recovered(crashed(lease), true);
            case AttemptJournal.FAILED -> new Recovered(failed(lease), true);
            default -> new Recovered(Completion.released(lease), false);
        };
    }

    private Completion crashed(Lease lease) {
        CrashedAttempt crash = new CrashedAttempt(lease, lost.description(), resources.now());
        return crash.completion(lost.limitOf(lease));
    }

    /** The exception that it failed with is lost with its process. */
    private Completion failed(Lease lease) {
        String error = CrashedAttempt.error(lease, lost.description(), resources.now());
        return lease.isLast(lost.limitOf(lease))
                ? Completion.dead(
                        lease,
                        "the last attempt failed, and worker " + lost.row().name() + " died",
                        error)
                : Completion.retryNow(lease, error);
    }
}
