package io.litestack.job.internal.enqueue;

import io.litestack.core.spi.Statements;
import io.litestack.job.DuplicateJobException;
import io.litestack.job.internal.base.HandledTypes;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.lease.WorkerRow;
import io.litestack.job.internal.limit.LimitAdmission;
import io.litestack.job.internal.limit.LimitRule;
import io.litestack.job.internal.limit.Limits;
import io.litestack.job.internal.sql.InsertSql;
import io.litestack.job.internal.sql.JobData;
import io.litestack.job.internal.sql.JobKinds;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.LimitSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes new jobs. A job for which a worker of this process has reserved a slot is written as already leased to it, unless a
 * job of equal or higher priority that this process could run waits in its queue: then it has to wait its turn.
 */
public final class NewJobWriter {
    private static final int NONE_READY = Integer.MIN_VALUE;

    private final Statements statements;
    private final long nowMs;
    private final long incarnation;
    private final HandledTypes types;
    private final JobKinds kinds;
    private final Limits limits;
    private final DuplicateGuard duplicates;

    /** The highest priority that waits in each queue, those that this very batch adds among them. */
    private final Map<String, Integer> highestReady = new HashMap<>(4);

    private final Map<Long, Boolean> workers = new HashMap<>(4);
    private final boolean isAnyReserved;

    /** Jobs with rules that were decided about, and the keys of those that are unique. */
    private final List<NewJob> unwritten = new ArrayList<>();

    private final Set<String> unwrittenKeys = new HashSet<>();
    private long topics;

    private NewJobWriter(Statements statements, QueueResources resources, List<NewJob> jobs) {
        this.statements = statements;
        this.nowMs = resources.nowMs();
        this.incarnation = resources.incarnation();
        this.types = resources.handlers().types();
        this.kinds = resources.kinds();
        this.limits = resources.limits(statements);
        this.duplicates = new DuplicateGuard(statements, limits, nowMs);
        this.isAnyReserved = jobs.stream().anyMatch(NewJob::isReserved);
    }

    /** Writes them and sets their ids; or nothing if one of them is rejected, and returns why then. */
    public static @Nullable DuplicateJobException run(
            Statements statements, QueueResources resources, List<NewJob> jobs) throws SQLException {
        NewJobWriter writer = new NewJobWriter(statements, resources, jobs);
        if (hasRules(jobs)) {
            writer.duplicates.load(jobs);
            DuplicateJobException rejection = writer.duplicates.rejection(jobs);
            if (rejection != null) {
                return rejection;
            }
            writer.insertWithRules(jobs);
        } else {
            writer.insertPlain(jobs);
        }
        if (writer.topics != 0) {
            statements.signal(writer.topics);
        }
        return null;
    }

    /** As a rule none has any. */
    private static boolean hasRules(List<NewJob> jobs) {
        for (NewJob job : jobs) {
            if (!job.rules().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void insertPlain(List<NewJob> jobs) throws SQLException {
        if (jobs.size() == 1) {
            insertOne(jobs.get(0));
        } else {
            for (NewJob job : jobs) {
                decide(job);
            }
            insertAll(jobs);
        }
    }

    // Jobs with rules.

    /** It is decided about each in turn; the rows are written together, as far as no decision depends on one of them. */
    private void insertWithRules(List<NewJob> jobs) throws SQLException {
        LimitAdmission admission = new LimitAdmission(limits, this::flush);
        admission.load(limitKeys(jobs));
        for (NewJob job : jobs) {
            begin(job);
            if (!isDuplicate(job)) {
                decideByLimit(job, admission);
                addUnwritten(job);
            }
        }
        flush();
        admission.finish();
    }

    private static Set<String> limitKeys(List<NewJob> jobs) {
        Set<String> keys = new HashSet<>();
        for (NewJob job : jobs) {
            LimitRule limit = job.rules().limit();
            if (limit != null) {
                keys.add(limit.key());
            }
        }
        return keys;
    }

    private boolean isDuplicate(NewJob job) throws SQLException {
        UniqueRule unique = job.rules().unique();
        if (unique == null) {
            return false;
        }
        if (unwrittenKeys.contains(unique.key()) || duplicates.mayReplace(unique)) {
            flush();
        }
        return duplicates.isDuplicate(job, unique, this::signal);
    }

    private void decideByLimit(NewJob job, LimitAdmission admission) throws SQLException {
        LimitRule limit = job.rules().limit();
        if (limit == null) {
            decideBegun(job);
            return;
        }
        job.limitedBy(admission.know(limit));
        if (job.isDue() && !admission.admits(limit, job.data().priority())) {
            job.blocked();
            return;
        }
        decideBegun(job);
        if (job.isHandedOver()) {
            admission.handedOver(limit);
        }
    }

    /** Not before it was decided about, which may have the others written. */
    private void addUnwritten(NewJob job) {
        unwritten.add(job);
        UniqueRule unique = job.rules().unique();
        if (unique != null) {
            unwrittenKeys.add(unique.key());
        }
    }

    /** Writes the rows of those that were decided about. */
    private void flush() throws SQLException {
        if (unwritten.isEmpty()) {
            return;
        }
        insertAll(unwritten);
        unwritten.forEach(duplicates::added);
        unwritten.clear();
        unwrittenKeys.clear();
    }

    private void signal(long more) {
        topics |= more;
    }

    private void insertOne(NewJob job) throws SQLException {
        if (job.isReserved()) {
            decideAlone(job);
        } else {
            decide(job);
        }
        JobInsert statement = JobInsert.of(List.of(job));
        PreparedStatement insert = statements.prepare(statement.sql().returning());
        bind(statement, insert, job);
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            job.inserted(row.getLong(1));
        }
        addTags(job);
    }

    private void insertAll(List<NewJob> jobs) throws SQLException {
        JobInsert statement = JobInsert.of(jobs);
        PreparedStatement insert = statements.prepare(statement.sql().text());
        insert.clearBatch();
        for (int from = 0; from < jobs.size(); ) {
            int to = endOfAlike(jobs, from);
            if (to - from == InsertSql.MANY) {
                insert.executeBatch();
                insertAlike(statement, jobs.subList(from, to));
            } else {
                for (NewJob job : jobs.subList(from, to)) {
                    bind(statement, insert, job);
                    insert.addBatch();
                }
            }
            from = to;
        }
        insert.executeBatch();
        // AUTOINCREMENT within one transaction: each id is one more than the one before
        long id = statements.lastInsertRowId() - jobs.size();
        for (NewJob job : jobs) {
            job.inserted(++id);
        }
        for (NewJob job : jobs) {
            addTags(job);
        }
    }

    /** Where those end that are like the one at an index; no more than one statement writes. */
    private static int endOfAlike(List<NewJob> jobs, int from) {
        NewJob first = jobs.get(from);
        int most = Math.min(jobs.size(), from + InsertSql.MANY);
        int to = from + 1;
        while (to < most && first.isAlike(jobs.get(to))) {
            to++;
        }
        return to;
    }

    private void insertAlike(JobInsert statement, List<NewJob> jobs) throws SQLException {
        PreparedStatement insert = statements.prepare(statement.sql().many());
        bindShared(insert, jobs.get(0));
        for (int i = 0; i < jobs.size(); i++) {
            statement.bindOwn(
                    insert, jobs.get(i), InsertSql.OWN + i * statement.sql().own());
        }
        insert.executeUpdate();
    }

    private void addTags(NewJob job) throws SQLException {
        String tags = job.data().tags();
        if (tags != null) {
            PreparedStatement insert = statements.prepare(JobSql.ADD_TAGS);
            insert.setLong(1, job.id());
            insert.setString(2, tags);
            insert.executeUpdate();
        }
    }

    private void begin(NewJob job) throws SQLException {
        JobData data = job.data();
        job.queued();
        job.ofKind(kinds.of(statements, data.queue(), data.type()));
    }

    private void decide(NewJob job) throws SQLException {
        begin(job);
        decideBegun(job);
    }

    private void decideBegun(NewJob job) throws SQLException {
        if (!job.isDue()) {
            topics |= JobSql.DUE_TOPIC;
        } else if (!isAnyReserved) {
            topics |= JobSql.READY_TOPIC;
        } else {
            handOverOrQueue(job);
        }
    }

    /** A slot is reserved only for a job that is due. As a rule nothing waits, which one statement tells. */
    private void decideAlone(NewJob job) throws SQLException {
        begin(job);
        JobData data = job.data();
        boolean isAnyReady;
        boolean isWorkerThere;
        PreparedStatement select = statements.prepare(JobSql.TURN);
        select.setString(1, data.queue());
        select.setLong(2, job.workerId());
        try (ResultSet row = select.executeQuery()) {
            row.next();
            isAnyReady = row.getBoolean(1);
            isWorkerThere = row.getBoolean(2);
        }
        if (!isAnyReady || data.priority() > readHighest(data.queue())) {
            job.handedOverTo(isWorkerThere);
        }
        if (!job.isHandedOver()) {
            topics |= JobSql.READY_TOPIC;
        }
    }

    private void handOverOrQueue(NewJob job) throws SQLException {
        String queue = job.data().queue();
        int priority = job.data().priority();
        Integer highest = highestReady.get(queue);
        if (highest == null) {
            highest = readHighest(queue);
            highestReady.put(queue, highest);
        }
        if (job.isReserved() && priority > highest) {
            job.handedOverTo(exists(job.workerId()));
        }
        if (!job.isHandedOver()) {
            topics |= JobSql.READY_TOPIC;
            highestReady.put(queue, Math.max(highest, priority));
        }
    }

    private int readHighest(String queue) throws SQLException {
        PreparedStatement select = statements.prepare(JobSql.HIGHEST_READY);
        select.setString(1, queue);
        select.setString(2, types.json());
        try (ResultSet row = select.executeQuery()) {
            row.next();
            int highest = row.getInt(1);
            return row.wasNull() ? NONE_READY : highest;
        }
    }

    private boolean exists(long workerId) throws SQLException {
        Boolean known = workers.get(workerId);
        if (known == null) {
            known = WorkerRow.exists(statements, workerId);
            workers.put(workerId, known);
        }
        return known;
    }

    private void bind(JobInsert statement, PreparedStatement insert, NewJob job) throws SQLException {
        bindShared(insert, job);
        statement.bindOwn(insert, job, InsertSql.OWN);
    }

    private void bindShared(PreparedStatement insert, NewJob job) throws SQLException {
        boolean isLeased = job.isHandedOver();
        insert.setInt(1, job.state());
        SqlValues.setLong(insert, 2, isLeased ? job.workerId() : givesWay(job) ? LimitSql.GIVES_WAY : 0);
        insert.setInt(3, isLeased ? 1 : 0);
        insert.setLong(4, job.createdAtMs());
        SqlValues.setLong(insert, 5, isLeased ? nowMs : 0);
        insert.setLong(6, incarnation);
        insert.setLong(7, job.kind());
        job.data().bindShared(insert, InsertSql.DATA);
    }

    private boolean givesWay(NewJob job) {
        return job.rules().limit() != null
                && job.state() == JobSql.READY
                && limits.mayGiveWay(job.data().priority());
    }
}
