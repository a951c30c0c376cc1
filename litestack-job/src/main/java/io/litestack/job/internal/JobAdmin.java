package io.litestack.job.internal;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.Job;
import io.litestack.job.JobFilter;
import io.litestack.job.JobState;
import io.litestack.job.QueueCount;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at stored jobs, beside the writers, and changes them in small steps. */
final class JobAdmin {
    private static final int STEP = 500;

    /**
     * A statement that changes one job, whose id is its last parameter.
     *
     * @param sql its text
     * @param values its other parameters
     */
    private record Change(String sql, List<Object> values) {
        static Change of(String sql, Object... values) {
            return new Change(sql, List.of(values));
        }

        void bind(PreparedStatement statement, long id) throws SQLException {
            int index = 1;
            for (Object value : values) {
                statement.setObject(index++, value);
            }
            statement.setLong(index, id);
        }
    }

    private final Engine engine;

    JobAdmin(Engine engine) {
        this.engine = engine;
    }

    Optional<Job> find(long id) {
        return engine.store().queryFirst(JobSql.FIND, JobRows::read, id);
    }

    List<Job> find(JobFilter filter, int limit, long beforeId) {
        if (limit < 1 || limit > 10_000) {
            throw new IllegalArgumentException("limit must be between 1 and 10000, but is " + limit);
        }
        JobScan scan = new JobScan(engine.store(), filter, beforeId);
        return engine.store().read(snapshot -> {
            String ids = scan.next(limit).stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"));
            List<Job> jobs = snapshot.query(JobSql.FIND_ALL, JobRows::read, ids);
            jobs.sort(Comparator.comparingLong(Job::id).reversed());
            return jobs;
        });
    }

    List<QueueCount> counts() {
        return engine.store()
                .query(
                        JobSql.COUNTS,
                        row -> new QueueCount(
                                row.getString(1),
                                JobRows.state(row.getInt(2)),
                                row.getLong(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                Instant.ofEpochMilli(row.getLong(5))));
    }

    long count(JobFilter filter) {
        FilterSql conditions = FilterSql.of(filter);
        String select = "SELECT count(*) FROM litejob_jobs WHERE true";
        if (filter.tag().isPresent()) {
            conditions = FilterSql.all().and("t.tag = ?", filter.tag().get()).and(conditions);
            select = JobSql.COUNT_TAGGED;
        }
        return engine.store()
                .queryFirst(select + conditions.text(), row -> row.getLong(1), conditions.parameters())
                .orElse(0L);
    }

    long retry(JobFilter filter) {
        return forEach(filter, Change.of(JobSql.RETRY, engine.nowMs()));
    }

    boolean retry(long id) {
        return change(List.of(id), Change.of(JobSql.RETRY, engine.nowMs())) > 0;
    }

    long unpark(JobFilter filter) {
        return forEach(filter.withStates(Set.of(JobState.PARKED)), Change.of(JobSql.UNPARK, engine.nowMs()));
    }

    long discard(JobFilter filter, String reason) {
        return forEach(filter, Change.of(JobSql.DISCARD, engine.nowMs(), Texts.reason(reason)));
    }

    boolean discard(long id, String reason) {
        return change(List.of(id), Change.of(JobSql.DISCARD, engine.nowMs(), Texts.reason(reason))) > 0;
    }

    long delete(JobFilter filter) {
        return forEach(filter, Change.of(JobSql.DELETE));
    }

    Optional<Job> delete(long id) {
        return engine.commands().execute(statements -> delete(statements, id), Ack.DURABLE);
    }

    private static Optional<Job> delete(Statements statements, long id) throws SQLException {
        PreparedStatement select = statements.prepare(JobSql.FIND);
        select.setLong(1, id);
        Optional<Job> found;
        try (ResultSet row = select.executeQuery()) {
            found = row.next() ? Optional.of(JobRows.read(row)) : Optional.empty();
        }
        run(statements, List.of(id), Change.of(JobSql.DELETE_TAGS_OF));
        PreparedStatement delete = statements.prepare(JobSql.DELETE);
        delete.setLong(1, id);
        return delete.executeUpdate() > 0 ? found : Optional.empty();
    }

    /** The jobs are found on a reader, page by page, so that the writer is held for no longer than a step takes. */
    private long forEach(JobFilter filter, Change change) {
        JobScan scan = new JobScan(engine.store(), filter, Long.MAX_VALUE);
        long changed = 0;
        for (List<Long> ids = scan.next(STEP); !ids.isEmpty(); ids = scan.next(STEP)) {
            changed += change(ids, change);
        }
        return changed;
    }

    private long change(List<Long> ids, Change change) {
        return engine.commands().execute(statements -> change(statements, ids, change), Ack.DURABLE);
    }

    private static long change(Statements statements, List<Long> ids, Change change) throws SQLException {
        if (change.sql.equals(JobSql.DELETE)) {
            run(statements, ids, Change.of(JobSql.DELETE_TAGS_OF));
        }
        long changed = run(statements, ids, change);
        statements.signal(JobSql.READY_TOPIC | JobSql.DUE_TOPIC);
        return changed;
    }

    private static long run(Statements statements, List<Long> ids, Change change) throws SQLException {
        PreparedStatement update = statements.prepare(change.sql);
        update.clearBatch();
        for (long id : ids) {
            change.bind(update, id);
            update.addBatch();
        }
        long changed = 0;
        for (int count : update.executeBatch()) {
            changed += count;
        }
        return changed;
    }
}
