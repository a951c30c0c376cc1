package io.litestack.job.internal.admin;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.DeadLetter;
import io.litestack.job.Job;
import io.litestack.job.JobAdmin;
import io.litestack.job.JobFilter;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.QueueCount;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.enqueue.JobRelay;
import io.litestack.job.internal.limit.LimitGate;
import io.litestack.job.internal.report.FailureText;
import io.litestack.job.internal.sql.FilterSql;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.LimitSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at stored jobs on readers, and changes them in small steps. Thread-safe. */
public final class SqliteJobAdmin implements JobAdmin {
    private static final int STEP = 500;
    private static final int MOST_LISTED = 10_000;

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

    private final QueueResources resources;
    private final JobRelay relay;

    public SqliteJobAdmin(QueueResources resources, JobRelay relay) {
        this.resources = resources;
        this.relay = relay;
    }

    // Looking.

    @Override
    public Optional<Job> find(long id) {
        return resources.store().queryFirst(JobSql.FIND, JobReader::read, id);
    }

    @Override
    public List<Job> find(JobFilter filter, int limit, long beforeId) {
        checkLimit(limit);
        JobScan scan = new JobScan(resources.store(), filter, beforeId);
        return resources.store().read(snapshot -> {
            String ids = scan.next(limit).stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"));
            List<Job> jobs = snapshot.query(JobSql.FIND_ALL, JobReader::read, ids);
            jobs.sort(Comparator.comparingLong(Job::id).reversed());
            return jobs;
        });
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw new IllegalArgumentException("limit must be between 1 and " + MOST_LISTED + ", but is " + limit);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // it is read as the type's own class
    public <P> P payload(Job job, JobType<P> type) {
        return (P) resources.codec().decode(job.payload().bytes(), type.payload());
    }

    @Override
    public List<QueueCount> counts() {
        return resources
                .store()
                .query(
                        JobSql.COUNTS,
                        row -> new QueueCount(
                                row.getString(1),
                                SqlValues.state(row.getInt(2)),
                                row.getLong(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                Instant.ofEpochMilli(row.getLong(5))));
    }

    @Override
    public long count(JobFilter filter) {
        FilterSql conditions = FilterSql.of(filter);
        String select = "SELECT count(*) FROM litejob_jobs WHERE true";
        if (filter.tag().isPresent()) {
            conditions = FilterSql.all().and("t.tag = ?", filter.tag().get()).and(conditions);
            select = JobSql.COUNT_TAGGED;
        }
        return resources
                .store()
                .queryFirst(select + conditions.text(), row -> row.getLong(1), conditions.parameters())
                .orElse(0L);
    }

    // Changing.

    @Override
    public long retry(JobFilter filter) {
        return forEach(filter, retrying());
    }

    @Override
    public boolean retry(long id) {
        return change(id, retrying());
    }

    private Change retrying() {
        return Change.of(JobSql.RETRY, resources.nowMs(), resources.nowMs());
    }

    @Override
    public long unpark(JobFilter filter) {
        return forEach(filter.withStates(Set.of(JobState.PARKED)), unparking());
    }

    @Override
    public boolean unpark(long id) {
        return change(id, unparking());
    }

    private Change unparking() {
        return Change.of(JobSql.UNPARK, resources.nowMs());
    }

    @Override
    public long discard(JobFilter filter, String reason) {
        return forEach(filter, discarding(reason));
    }

    @Override
    public boolean discard(long id, String reason) {
        return change(id, discarding(reason));
    }

    private Change discarding(String reason) {
        return Change.of(JobSql.DISCARD, resources.nowMs(), FailureText.reason(reason));
    }

    @Override
    public long delete(JobFilter filter) {
        return forEach(filter, Change.of(JobSql.DELETE));
    }

    @Override
    public boolean delete(long id) {
        return change(id, Change.of(JobSql.DELETE));
    }

    /** The jobs are found on a reader, page by page, so that the writer is held for no longer than a step takes. */
    private long forEach(JobFilter filter, Change change) {
        JobScan scan = new JobScan(resources.store(), filter, Long.MAX_VALUE);
        long changed = 0;
        for (List<Long> ids = scan.next(STEP); !ids.isEmpty(); ids = scan.next(STEP)) {
            changed += change(ids, change);
        }
        return changed;
    }

    private boolean change(long id, Change change) {
        return change(List.of(id), change) > 0;
    }

    private long change(List<Long> ids, Change change) {
        return resources.commands().execute(statements -> change(statements, ids, change), Ack.DURABLE);
    }

    private long change(Statements statements, List<Long> ids, Change change) throws SQLException {
        LimitGate gate = new LimitGate(statements, resources.nowMs());
        String json = ids.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"));
        List<String> limits = gate.keys(LimitSql.KEYS_OF, json);
        if (change.sql.equals(JobSql.DELETE)) {
            run(statements, ids, Change.of(JobSql.DELETE_TAGS_OF));
        }
        long changed = run(statements, ids, change);
        gate.refill(limits);
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

    // Jobs that did not arrive.

    @Override
    public List<DeadLetter> deadLetters(int limit) {
        checkLimit(limit);
        return relay.deadLetters(limit);
    }

    @Override
    public boolean retryDeadLetter(long id) {
        return relay.retryDeadLetter(id);
    }

    @Override
    public boolean deleteDeadLetter(long id) {
        return relay.deleteDeadLetter(id);
    }
}
