package io.litestack.job.internal;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.JobProgress;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Writes how far jobs are: the latest of each, four times a second at most. Thread-safe. */
final class ProgressNotes {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /**
     * One note.
     *
     * @param lease whose
     * @param json the progress as it is stored
     */
    private record Note(Lease lease, String json) {}

    private final Engine engine;
    private final WakeUp wakeUp;
    private final Set<Attempt> changed = ConcurrentHashMap.newKeySet();
    private long writtenAt;

    ProgressNotes(Engine engine, Runnable wake) {
        this.engine = engine;
        this.wakeUp = new WakeUp(wake);
        this.writtenAt = engine.ticks() - INTERVAL_NANOS;
    }

    void add(Attempt attempt) {
        changed.add(attempt);
        wakeUp.added();
    }

    /** Writes the last note of an attempt that ends, before its finish. */
    void flush(Attempt attempt) {
        if (changed.remove(attempt)) {
            write(List.of(attempt));
        }
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    long upkeep() {
        if (changed.isEmpty()) {
            wakeUp.begin();
            // once more: who added something before that has woken nobody
            if (changed.isEmpty()) {
                return Long.MAX_VALUE;
            }
        }
        long left = writtenAt + INTERVAL_NANOS - engine.ticks();
        if (left > 0) {
            return left;
        }
        writtenAt = engine.ticks();
        wakeUp.begin();
        List<Attempt> attempts = new ArrayList<>(changed);
        attempts.forEach(changed::remove);
        write(attempts);
        return Long.MAX_VALUE;
    }

    private void write(List<Attempt> attempts) {
        List<Note> notes = new ArrayList<>();
        for (Attempt attempt : attempts) {
            JobProgress progress = attempt.takeProgress();
            if (progress != null) {
                addTo(notes, attempt, progress);
            }
        }
        if (notes.isEmpty()) {
            return;
        }
        engine.submit(statements -> write(statements, notes), Ack.COMMITTED, (count, failure) -> {
            if (failure != null) {
                engine.listener().onTrouble("writing the progress of jobs, which is lost", failure);
            }
        });
    }

    /** What cannot be written is lost: it must not change what becomes of the job. */
    private void addTo(List<Note> notes, Attempt attempt, JobProgress progress) {
        try {
            notes.add(new Note(attempt.lease, Texts.ofProgress(progress)));
        } catch (RuntimeException e) {
            engine.listener().onTrouble("writing the progress of " + attempt + ", which is lost", e);
        }
    }

    private static int write(Statements statements, List<Note> notes) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.PROGRESS);
        update.clearBatch();
        for (Note note : notes) {
            update.setString(1, note.json);
            Finishes.bindFence(update, 2, note.lease);
            update.addBatch();
        }
        return update.executeBatch().length;
    }
}
