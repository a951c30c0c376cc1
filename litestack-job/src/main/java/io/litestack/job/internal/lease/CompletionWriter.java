package io.litestack.job.internal.lease;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.limit.LimitGate;
import io.litestack.job.internal.limit.LimitRecount;
import io.litestack.job.internal.limit.Limits;
import io.litestack.job.internal.sql.JobControls;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Writes completions, each under the fence of its lease. */
public final class CompletionWriter {
    private final Statements statements;
    private final Limits limits;
    private final long nowMs;

    /** The limits that have room now. */
    private final Set<String> freed = new LinkedHashSet<>();

    private CompletionWriter(Statements statements, QueueResources resources) {
        this.statements = statements;
        this.limits = resources.limits(statements);
        this.nowMs = resources.nowMs();
    }

    /**
     * Writes them and sets which were accepted.
     *
     * @param keepsDone whether done jobs stay in the table
     */
    public static void run(Statements statements, List<Completion> all, boolean keepsDone, QueueResources resources)
            throws SQLException {
        CompletionWriter writer = new CompletionWriter(statements, resources);
        List<Completion> done = only(all, Completion::isDone);
        if (!done.isEmpty()) {
            writer.writeDone(done, keepsDone);
        }
        if (done.size() < all.size()) {
            writer.writeOthersAndCount(only(all, it -> !it.isDone()));
        }
        writer.heedControls(all);
    }

    /** Most jobs have none. */
    private void heedControls(List<Completion> all) throws SQLException {
        for (Completion completion : all) {
            JobControls controls = completion.lease().job().controls();
            if (controls != null && completion.isAccepted()) {
                if (controls.limitKey() != null) {
                    freed.add(controls.limitKey());
                }
                if (controls.whenGivenUp() != null && completion.state() == JobSql.DEAD && !completion.isCancelled()) {
                    follow(completion.lease(), controls.whenGivenUp());
                }
            }
        }
        if (!freed.isEmpty()) {
            limits.load(freed);
            countDone(all);
            new LimitGate(limits).refill(freed);
        }
        limits.write();
    }

    /** The others were counted when they were written. */
    private void countDone(List<Completion> all) throws SQLException {
        for (Completion completion : all) {
            JobControls controls = completion.lease().job().controls();
            if (controls != null && controls.limitKey() != null && completion.isDone() && completion.isAccepted()) {
                limits.ended(controls.limitKey());
            }
        }
    }

    /** The job that is enqueued when this one is given up. */
    private void follow(Lease lease, String type) throws SQLException {
        PreparedStatement kind = statements.prepare(JobSql.ADD_KIND);
        kind.setString(1, lease.job().queue());
        kind.setString(2, type);
        kind.executeUpdate();
        PreparedStatement insert = statements.prepare(JobSql.FOLLOW_GIVEN_UP);
        insert.setString(1, type);
        insert.setLong(2, lease.id());
        insert.setLong(3, nowMs);
        insert.executeUpdate();
        statements.signal(JobSql.READY_TOPIC);
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
        List<Completion> plain = only(done, it -> it.result() == null);
        if (plain.size() < done.size()) {
            writeWithResults(only(done, it -> it.result() != null));
        }
        if (!plain.isEmpty()) {
            writePlain(plain, keepsDone);
        }
    }

    /** They stay until they are pruned, so that somebody can read the results. */
    private void writeWithResults(List<Completion> done) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.COMPLETE_WITH_RESULT);
        update.clearBatch();
        for (Completion completion : done) {
            update.setLong(1, nowMs);
            update.setBytes(2, completion.result());
            completion.lease().bindFence(update, 3);
            update.addBatch();
        }
        setAccepted(done, update.executeBatch());
    }

    private void writePlain(List<Completion> done, boolean keepsDone) throws SQLException {
        if (keepsDone) {
            writeKept(done);
        } else {
            PreparedStatement delete = statements.prepare(JobSql.COMPLETE_AND_DELETE);
            delete.clearBatch();
            for (Completion completion : done) {
                completion.lease().bindFence(delete, 1);
                delete.addBatch();
            }
            setAccepted(done, delete.executeBatch());
            deleteTags(done);
            keep(done);
        }
    }

    /** As many at a time as are alike. */
    private void writeKept(List<Completion> done) throws SQLException {
        List<Completion> others = new ArrayList<>();
        for (int from = 0; from < done.size(); ) {
            int to = endOfAlike(done, from);
            if (to - from == JobSql.MANY) {
                writeAlike(done.subList(from, to));
            } else {
                others.addAll(done.subList(from, to));
            }
            from = to;
        }
        PreparedStatement update = statements.prepare(JobSql.COMPLETE_DONE);
        update.clearBatch();
        for (Completion completion : others) {
            update.setLong(1, nowMs);
            completion.lease().bindFence(update, 2);
            update.addBatch();
        }
        setAccepted(others, update.executeBatch());
    }

    private static int endOfAlike(List<Completion> done, int from) {
        Lease first = done.get(from).lease();
        int most = Math.min(done.size(), from + JobSql.MANY);
        int to = from + 1;
        while (to < most && done.get(to).lease().isAlike(first)) {
            to++;
        }
        return to;
    }

    private void writeAlike(List<Completion> alike) throws SQLException {
        PreparedStatement update = bindAlike(statements.prepare(JobSql.COMPLETE_ALIKE), alike);
        update.setLong(3, alike.get(0).lease().workerId());
        if (update.executeUpdate() == alike.size()) {
            alike.forEach(it -> it.accepted(true));
            return;
        }
        Set<Long> completed = new HashSet<>();
        try (ResultSet row =
                bindAlike(statements.prepare(JobSql.COMPLETED_ALIKE), alike).executeQuery()) {
            while (row.next()) {
                completed.add(row.getLong(1));
            }
        }
        alike.forEach(it -> it.accepted(completed.contains(it.lease().id())));
    }

    private PreparedStatement bindAlike(PreparedStatement statement, List<Completion> alike) throws SQLException {
        statement.setLong(1, nowMs);
        statement.setInt(2, alike.get(0).lease().attempt());
        for (int i = 0; i < alike.size(); i++) {
            statement.setLong(JobSql.IDS + i, alike.get(i).lease().id());
        }
        return statement;
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

    /** Those that were not deleted since they keep others out. */
    private void keep(List<Completion> done) throws SQLException {
        List<Completion> left = only(done, it -> !it.isAccepted());
        if (!left.isEmpty()) {
            writePlain(left, true);
        }
    }

    /** They end in several states, and some in another one than they are meant to. */
    private void writeOthersAndCount(List<Completion> others) throws SQLException {
        List<Long> limited = new ArrayList<>();
        for (Completion completion : others) {
            JobControls controls = completion.lease().job().controls();
            if (controls != null && controls.limitKey() != null) {
                limited.add(completion.lease().id());
            }
        }
        if (limited.isEmpty()) {
            writeOthers(others);
        } else {
            LimitRecount recount = LimitRecount.before(limits, limited);
            writeOthers(others);
            recount.after();
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
            SqlValues.setLong(update, 4, completion.isFinal() ? nowMs : 0);
            SqlValues.setText(update, 5, completion.reason());
            SqlValues.setText(update, 6, completion.error());
            update.setInt(7, completion.crash());
            completion.lease().bindFence(update, 8);
            update.setLong(11, nowMs);
            update.addBatch();
            topics |= completion.topics();
        }
        setAccepted(others, update.executeBatch());
        giveSupersededUp(only(others, it -> !it.isAccepted() && !it.isFinal()));
        if (topics != 0) {
            statements.signal(topics);
        }
    }

    /** Another job of the key has come while they ran; else they were not of these leases any more, and nothing happens. */
    private void giveSupersededUp(List<Completion> refused) throws SQLException {
        for (Completion completion : refused) {
            PreparedStatement update = statements.prepare(JobSql.COMPLETE_SUPERSEDED);
            update.setLong(1, nowMs);
            completion.lease().bindFence(update, 2);
            completion.accepted(update.executeUpdate() > 0);
        }
    }

    private static void setAccepted(List<Completion> completions, int[] changes) {
        for (int i = 0; i < changes.length; i++) {
            completions.get(i).accepted(changes[i] > 0);
        }
    }
}
