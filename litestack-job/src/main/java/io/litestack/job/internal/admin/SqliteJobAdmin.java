package io.litestack.job.internal.admin;

import io.litestack.core.Snapshot;
import io.litestack.job.Backlog;
import io.litestack.job.DeadLetter;
import io.litestack.job.Job;
import io.litestack.job.JobAdmin;
import io.litestack.job.JobFilter;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.QueueCount;
import io.litestack.job.UnfitJob;
import io.litestack.job.internal.base.Handlers;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.enqueue.JobRelay;
import io.litestack.job.internal.enqueue.RuleReader;
import io.litestack.job.internal.report.FailureText;
import io.litestack.job.internal.sql.FilterSql;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.SqlValues;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at stored jobs on readers, and changes them in small steps. Thread-safe. */
public final class SqliteJobAdmin implements JobAdmin {
    private static final int MOST_LISTED = 10_000;

    private final QueueResources resources;
    private final JobRelay relay;
    private final JobChanges changes;

    public SqliteJobAdmin(QueueResources resources, JobRelay relay) {
        this.resources = resources;
        this.relay = relay;
        this.changes = new JobChanges(resources);
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

    @Override
    public Optional<Job> findUnique(JobType<?> type, String key) {
        return resources.store().queryFirst(JobSql.FIND_BY_KEY, JobReader::read, RuleReader.givenKey(type, key));
    }

    @Override
    public List<Job> findByDueTime(JobFilter filter, int limit) {
        checkLimit(limit);
        FilterSql conditions = FilterSql.of(filter);
        if (filter.tag().isPresent()) {
            conditions = FilterSql.all()
                    .and(
                            "id IN (SELECT job FROM litejob_tags WHERE tag = ?)",
                            filter.tag().get())
                    .and(conditions);
        }
        String sql = JobSql.ALL_JOBS + conditions.text() + " ORDER BY run_at_ms, id LIMIT ?";
        return resources.store().query(sql, JobReader::read, conditions.parameters(limit));
    }

    @Override
    public <R> Optional<R> result(Job job, Class<R> type) {
        return job.result().map(it -> resources.codec().decode(it.bytes(), type));
    }

    @Override
    public List<Backlog> backlogs() {
        return resources.store().read(snapshot -> {
            List<Backlog> backlogs = new ArrayList<>();
            String next = JobSql.nextPart(JobState.READY);
            Optional<Backlog> found = snapshot.queryFirst(next, row -> backlog(snapshot, row), "", "");
            while (found.isPresent()) {
                Backlog last = found.get();
                backlogs.add(last);
                found = snapshot.queryFirst(next, row -> backlog(snapshot, row), last.queue(), last.type());
            }
            return backlogs;
        });
    }

    private Backlog backlog(Snapshot snapshot, ResultSet row) throws SQLException {
        String queue = row.getString(1);
        String type = row.getString(2);
        long ready = snapshot.queryFirst(JobSql.COUNT_READY, it -> it.getLong(1), queue, type, type)
                .orElse(0L);
        long nowMs = resources.nowMs();
        long dueMs = snapshot.queryFirst(JobSql.NEXT_READY_DUE, it -> it.getLong(1), queue, type)
                .orElse(nowMs);
        return new Backlog(queue, type, ready, Duration.ofMillis(Math.max(0, nowMs - dueMs)));
    }

    @Override
    public List<UnfitJob> check(int limit) {
        return new FitnessCheck(this, resources.codec(), name -> {
                    Handlers.Registered handler = resources.handlers().find(name);
                    return handler == null ? null : handler.payload();
                })
                .run(limit);
    }

    @Override
    public List<UnfitJob> check(Collection<JobType<?>> types, int limit) {
        Map<String, Type> payloads = new HashMap<>();
        for (JobType<?> type : types) {
            payloads.put(type.name(), type.payload());
            type.aliases().forEach(it -> payloads.put(it, type.payload()));
        }
        return new FitnessCheck(this, resources.codec(), payloads::get).run(limit);
    }

    static void checkLimit(int limit) {
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
        return changes.each(filter, retrying());
    }

    @Override
    public boolean retry(long id) {
        return changes.one(id, retrying());
    }

    private JobChanges.Change retrying() {
        return JobChanges.of(JobSql.RETRY, resources.nowMs(), resources.nowMs());
    }

    @Override
    public long unpark(JobFilter filter) {
        return changes.each(filter.withStates(Set.of(JobState.PARKED)), unparking());
    }

    @Override
    public boolean unpark(long id) {
        return changes.one(id, unparking());
    }

    private JobChanges.Change unparking() {
        return JobChanges.of(JobSql.UNPARK, resources.nowMs());
    }

    @Override
    public long discard(JobFilter filter, String reason) {
        return changes.each(filter, discarding(reason));
    }

    @Override
    public boolean discard(long id, String reason) {
        return changes.one(id, discarding(reason));
    }

    private JobChanges.Change discarding(String reason) {
        return JobChanges.of(JobSql.DISCARD, resources.nowMs(), FailureText.reason(reason));
    }

    @Override
    public long delete(JobFilter filter) {
        return changes.each(filter, JobChanges.of(List.of(JobSql.DELETE_TAGS_OF, JobSql.DELETE)));
    }

    @Override
    public boolean delete(long id) {
        return changes.one(id, JobChanges.of(List.of(JobSql.DELETE_TAGS_OF, JobSql.DELETE)));
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
