package io.litestack.job.internal.run;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.JobProgress;
import io.litestack.job.internal.base.CoalescingWakeup;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.sql.JobSql;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes how far jobs are: the latest progress of each, four times a second at most. Thread-safe, but for {@link #runDue},
 * which is for one loop.
 */
public final class ProgressWriter {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /**
     * One note.
     *
     * @param lease whose
     * @param json the progress as it is stored
     */
    private record Note(Lease lease, String json) {}

    private final QueueResources resources;
    private final CoalescingWakeup wakeup;
    private final Set<Attempt> changed = ConcurrentHashMap.newKeySet();

    /** Held from when attempts are taken out of the set until what they say is in the queue of commands. */
    private final ReentrantLock taking = new ReentrantLock();

    private long writtenAt;

    public ProgressWriter(QueueResources resources, Runnable wake) {
        this.resources = resources;
        this.wakeup = new CoalescingWakeup(wake);
        this.writtenAt = resources.ticks() - INTERVAL_NANOS;
    }

    void add(Attempt attempt) {
        changed.add(attempt);
        wakeup.added();
    }

    /**
     * Has the last note of an attempt that ends written before its completion, which is queued after this: here, or by the loop if
     * that has it already.
     */
    void flush(Attempt attempt) {
        if (!attempt.hasProgressed()) {
            return;
        }
        taking.lock();
        try {
            if (changed.remove(attempt)) {
                write(List.of(attempt));
            }
        } finally {
            taking.unlock();
        }
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        if (changed.isEmpty()) {
            wakeup.begin();
            // once more: what was added before that has woken nobody
            if (changed.isEmpty()) {
                return Long.MAX_VALUE;
            }
        }
        long left = writtenAt + INTERVAL_NANOS - resources.ticks();
        if (left > 0) {
            return left;
        }
        writtenAt = resources.ticks();
        wakeup.begin();
        taking.lock();
        try {
            List<Attempt> attempts = new ArrayList<>(changed);
            attempts.forEach(changed::remove);
            write(attempts);
        } finally {
            taking.unlock();
        }
        return Long.MAX_VALUE;
    }

    private void write(List<Attempt> attempts) {
        List<Note> notes = new ArrayList<>();
        for (Attempt attempt : attempts) {
            JobProgress progress = attempt.takeProgress();
            if (progress != null) {
                resources.listener().onProgress(attempt, progress);
                addTo(notes, attempt, progress);
            }
        }
        if (notes.isEmpty()) {
            return;
        }
        resources.submit(statements -> write(statements, notes), Ack.COMMITTED, (count, failure) -> {
            if (failure != null) {
                resources.listener().onInternalFailure("writing the progress of jobs, which is lost", failure);
            }
        });
    }

    /** What cannot be written is lost: it must not change what becomes of the job. */
    private void addTo(List<Note> notes, Attempt attempt, JobProgress progress) {
        try {
            notes.add(new Note(attempt.lease(), JobJson.ofProgress(progress)));
        } catch (RuntimeException e) {
            resources.listener().onInternalFailure("writing the progress of " + attempt + ", which is lost", e);
        }
    }

    private static int write(Statements statements, List<Note> notes) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.PROGRESS);
        update.clearBatch();
        for (Note note : notes) {
            update.setString(1, note.json);
            note.lease.bindFence(update, 2);
            update.addBatch();
        }
        return update.executeBatch().length;
    }
}
