package io.litestack.job.internal.admin;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.JobFilter;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.limit.LimitRecount;
import io.litestack.job.internal.limit.Limits;
import io.litestack.job.internal.sql.JobSql;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes stored jobs: one in one transaction, many in steps, between which others write. What they were holding of their limits
 * goes to those that wait, in the same transaction. Thread-safe.
 */
final class JobChanges {
    private static final int STEP = 500;
    private static final long TOPICS = JobSql.READY_TOPIC | JobSql.DUE_TOPIC | JobSql.CONTROL_TOPIC;

    /** Changes a job. */
    interface Change {
        /** A statement, whose changes count. */
        String sql();

        /** Binds it for a job; the number counts the jobs of one call. */
        void bind(PreparedStatement statement, long id, long number) throws SQLException;

        /** A statement that comes before it, with the same parameters; or an empty text. */
        default String before() {
            return "";
        }

        /** A statement that comes after it, with the same parameters; or an empty text. */
        default String after() {
            return "";
        }
    }

    /**
     * A statement whose last parameter is the job.
     *
     * @param before what comes before it, or an empty text
     * @param sql its text
     * @param after what comes after it, or an empty text
     * @param values its other parameters
     */
    private record Simple(String before, String sql, String after, List<Object> values) implements Change {
        @Override
        public void bind(PreparedStatement statement, long id, long number) throws SQLException {
            int index = 1;
            for (Object value : values) {
                statement.setObject(index++, value);
            }
            statement.setLong(index, id);
        }
    }

    static Change of(String sql, Object... values) {
        return new Simple("", sql, "", List.of(values));
    }

    /** The second one is what changes; the others have the same parameters. */
    static Change of(List<String> all, Object... values) {
        return new Simple(all.get(0), all.get(1), all.size() > 2 ? all.get(2) : "", List.of(values));
    }

    private final QueueResources resources;

    JobChanges(QueueResources resources) {
        this.resources = resources;
    }

    /** The jobs are found on a reader, page by page, so that the writer is held for no longer than a step takes. */
    long each(JobFilter filter, Change change) {
        JobScan scan = new JobScan(resources.store(), filter, Long.MAX_VALUE);
        long changed = 0;
        long number = 0;
        for (List<Long> ids = scan.next(STEP); !ids.isEmpty(); ids = scan.next(STEP)) {
            changed += run(ids, number, change);
            number += ids.size();
        }
        return changed;
    }

    boolean one(long id, Change change) {
        return run(List.of(id), 0, change) > 0;
    }

    private long run(List<Long> ids, long first, Change change) {
        List<Long> copy = new ArrayList<>(ids);
        return resources.commands().execute(statements -> run(statements, copy, first, change), Ack.DURABLE);
    }

    long run(Statements statements, List<Long> ids, long first, Change change) throws SQLException {
        Limits limits = resources.limits(statements);
        LimitRecount limited = LimitRecount.before(limits, ids);
        if (!change.before().isEmpty()) {
            batch(statements.prepare(change.before()), ids, first, change);
        }
        long changed = batch(statements.prepare(change.sql()), ids, first, change);
        if (!change.after().isEmpty()) {
            batch(statements.prepare(change.after()), ids, first, change);
        }
        limited.afterAndRefill();
        limits.write();
        statements.signal(TOPICS);
        return changed;
    }

    private static long batch(PreparedStatement update, List<Long> ids, long first, Change change) throws SQLException {
        update.clearBatch();
        long number = first;
        for (long id : ids) {
            change.bind(update, id, number++);
            update.addBatch();
        }
        long changed = 0;
        for (int count : update.executeBatch()) {
            changed += count;
        }
        return changed;
    }
}
