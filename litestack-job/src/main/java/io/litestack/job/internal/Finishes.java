package io.litestack.job.internal;

import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Writes how leases end, past the fence. */
final class Finishes {
    private final Statements statements;
    private final long nowMs;

    private Finishes(Statements statements, long nowMs) {
        this.statements = statements;
        this.nowMs = nowMs;
    }

    /** Writes them and sets which were accepted. */
    static void run(Statements statements, List<Finish> all, boolean keepsDone, long nowMs) throws SQLException {
        Finishes finishes = new Finishes(statements, nowMs);
        List<Finish> done = only(all, Finish::isPlainDone);
        if (!done.isEmpty()) {
            finishes.runDone(done, keepsDone);
        }
        if (done.size() < all.size()) {
            finishes.runOthers(only(all, it -> !it.isPlainDone()));
        }
    }

    private static List<Finish> only(List<Finish> all, Predicate<Finish> which) {
        List<Finish> some = new ArrayList<>(all.size());
        for (Finish finish : all) {
            if (which.test(finish)) {
                some.add(finish);
            }
        }
        return some;
    }

    private void runDone(List<Finish> done, boolean keepsDone) throws SQLException {
        PreparedStatement update = statements.prepare(keepsDone ? JobSql.FINISH_DONE : JobSql.FINISH_DELETED);
        update.clearBatch();
        for (Finish finish : done) {
            int next = 1;
            if (keepsDone) {
                update.setLong(next++, nowMs);
            }
            bindFence(update, next, finish.lease);
            update.addBatch();
        }
        accept(done, update.executeBatch());
        if (!keepsDone) {
            deleteTags(done);
        }
    }

    private void deleteTags(List<Finish> deleted) throws SQLException {
        for (Finish finish : deleted) {
            if (finish.isAccepted && finish.lease.tags != null) {
                PreparedStatement delete = statements.prepare(JobSql.DELETE_TAGS);
                delete.setLong(1, finish.lease.id);
                delete.setString(2, finish.lease.tags);
                delete.executeUpdate();
            }
        }
    }

    private void runOthers(List<Finish> others) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.FINISH);
        update.clearBatch();
        long topics = 0;
        for (Finish finish : others) {
            update.setInt(1, finish.state);
            update.setInt(2, finish.refund);
            Insertions.setLong(update, 3, finish.runAtMs);
            Insertions.setLong(update, 4, finish.state >= JobSql.DONE ? nowMs : 0);
            Insertions.setText(update, 5, finish.reason);
            Insertions.setText(update, 6, finish.error);
            update.setInt(7, finish.crash);
            bindFence(update, 8, finish.lease);
            update.addBatch();
            topics |= finish.topics();
        }
        accept(others, update.executeBatch());
        if (topics != 0) {
            statements.signal(topics);
        }
    }

    static void bindFence(PreparedStatement update, int index, Lease lease) throws SQLException {
        update.setLong(index, lease.id);
        update.setInt(index + 1, lease.attempt);
        update.setLong(index + 2, lease.owner);
    }

    private static void accept(List<Finish> finishes, int[] changes) {
        for (int i = 0; i < changes.length; i++) {
            finishes.get(i).isAccepted = changes[i] > 0;
        }
    }
}
