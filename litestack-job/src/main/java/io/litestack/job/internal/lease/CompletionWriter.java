package io.litestack.job.internal.lease;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Writes completions, each under the fence of its lease. */
public final class CompletionWriter {
    private final Statements statements;
    private final long nowMs;

    private CompletionWriter(Statements statements, long nowMs) {
        this.statements = statements;
        this.nowMs = nowMs;
    }

    /**
     * Writes them and sets which were accepted.
     *
     * @param keepsDone whether done jobs stay in the table
     */
    public static void run(Statements statements, List<Completion> all, boolean keepsDone, long nowMs)
            throws SQLException {
        CompletionWriter writer = new CompletionWriter(statements, nowMs);
        List<Completion> done = only(all, Completion::isDone);
        if (!done.isEmpty()) {
            writer.writeDone(done, keepsDone);
        }
        if (done.size() < all.size()) {
            writer.writeOthers(only(all, it -> !it.isDone()));
        }
    }

    private static List<Completion> only(List<Completion> all, Predicate<Completion> which) {
        List<Completion> some = new ArrayList<>(all.size());
        for (Completion completion : all) {
            if (which.test(completion)) {
                some.add(completion);
            }
        }
        return some;
    }

    private void writeDone(List<Completion> done, boolean keepsDone) throws SQLException {
        PreparedStatement update = statements.prepare(keepsDone ? JobSql.COMPLETE_DONE : JobSql.COMPLETE_AND_DELETE);
        update.clearBatch();
        for (Completion completion : done) {
            int next = 1;
            if (keepsDone) {
                update.setLong(next++, nowMs);
            }
            completion.lease().bindFence(update, next);
            update.addBatch();
        }
        setAccepted(done, update.executeBatch());
        if (!keepsDone) {
            deleteTags(done);
        }
    }

    private void deleteTags(List<Completion> deleted) throws SQLException {
        for (Completion completion : deleted) {
            String tags = completion.lease().job().tags();
            if (completion.isAccepted() && tags != null) {
                PreparedStatement delete = statements.prepare(JobSql.DELETE_TAGS);
                delete.setLong(1, completion.lease().id());
                delete.setString(2, tags);
                delete.executeUpdate();
            }
        }
    }

    private void writeOthers(List<Completion> others) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.COMPLETE);
        update.clearBatch();
        long topics = 0;
        for (Completion completion : others) {
            update.setInt(1, completion.state());
            update.setInt(2, completion.refund());
            SqlValues.setLong(update, 3, completion.runAtMs());
            SqlValues.setLong(update, 4, completion.state() >= JobSql.DONE ? nowMs : 0);
            SqlValues.setText(update, 5, completion.reason());
            SqlValues.setText(update, 6, completion.error());
            update.setInt(7, completion.crash());
            completion.lease().bindFence(update, 8);
            update.addBatch();
            topics |= completion.topics();
        }
        setAccepted(others, update.executeBatch());
        if (topics != 0) {
            statements.signal(topics);
        }
    }

    private static void setAccepted(List<Completion> completions, int[] changes) {
        for (int i = 0; i < changes.length; i++) {
            completions.get(i).accepted(changes[i] > 0);
        }
    }
}
