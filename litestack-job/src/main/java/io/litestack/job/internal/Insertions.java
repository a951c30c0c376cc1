package io.litestack.job.internal;

import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes new jobs. A job for which a worker of this process keeps a place is written as already leased to it, unless a job of
 * equal or higher priority that this process could run waits in its queue: then it has to wait its turn.
 */
final class Insertions {
    private static final int NONE_READY = Integer.MIN_VALUE;

    private final Statements statements;
    private final long nowMs;
    private final long incarnation;
    private final HandledTypes types;

    /** The highest priority that waits in each queue, those that this very batch adds among them. */
    private final Map<String, Integer> highestReady = new HashMap<>(4);

    private final Map<Long, Boolean> owners = new HashMap<>(4);
    private final boolean isAnyPlaceKept;
    private long topics;

    private Insertions(Statements statements, List<Insertion> jobs, HandledTypes types, long incarnation, long nowMs) {
        this.incarnation = incarnation;
        this.types = types;
        this.statements = statements;
        this.nowMs = nowMs;
        this.isAnyPlaceKept = jobs.stream().anyMatch(it -> it.place != null);
    }

    /** Writes them and sets their ids. */
    static void run(Statements statements, List<Insertion> jobs, HandledTypes types, long incarnation, long nowMs)
            throws SQLException {
        Insertions insertions = new Insertions(statements, jobs, types, incarnation, nowMs);
        if (jobs.size() == 1) {
            insertions.insertOne(jobs.get(0));
        } else {
            insertions.insertAll(jobs);
        }
        if (insertions.topics != 0) {
            statements.signal(insertions.topics);
        }
    }

    private void insertOne(Insertion job) throws SQLException {
        if (job.place == null) {
            decide(job);
        } else {
            decideAlone(job);
        }
        PreparedStatement insert = statements.prepare(JobSql.INSERT_RETURNING);
        bind(insert, job);
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            job.id = row.getLong(1);
        }
        addTags(job);
    }

    private void insertAll(List<Insertion> jobs) throws SQLException {
        for (Insertion job : jobs) {
            decide(job);
        }
        PreparedStatement insert = statements.prepare(JobSql.INSERT);
        insert.clearBatch();
        for (Insertion job : jobs) {
            bind(insert, job);
            insert.addBatch();
        }
        insert.executeBatch();
        // AUTOINCREMENT within one transaction: each id is one more than the one before
        long id = statements.lastInsertRowId() - jobs.size();
        for (Insertion job : jobs) {
            job.id = ++id;
        }
        for (Insertion job : jobs) {
            addTags(job);
        }
    }

    private void addTags(Insertion job) throws SQLException {
        if (job.tags != null) {
            PreparedStatement insert = statements.prepare(JobSql.ADD_TAGS);
            insert.setLong(1, job.id);
            insert.setString(2, job.tags);
            insert.executeUpdate();
        }
    }

    private void decide(Insertion job) throws SQLException {
        job.isOwnerMissing = false;
        job.isHandedOver = false;
        if (!job.isDue()) {
            topics |= JobSql.DUE_TOPIC;
        } else if (!isAnyPlaceKept) {
            topics |= JobSql.READY_TOPIC;
        } else {
            handOverOrQueue(job);
        }
    }

    /** A place is kept only for a job that is due. One statement tells all: each costs as much as a third of the insert. */
    private void decideAlone(Insertion job) throws SQLException {
        PreparedStatement select = statements.prepare(JobSql.TURN);
        select.setString(1, job.queue);
        select.setString(2, types.json());
        select.setLong(3, job.owner);
        try (ResultSet row = select.executeQuery()) {
            row.next();
            int highest = row.getInt(1);
            boolean isFirst = row.wasNull() || job.priority > highest;
            boolean hasOwner = row.getBoolean(2);
            job.isHandedOver = isFirst && hasOwner;
            job.isOwnerMissing = isFirst && !hasOwner;
        }
        if (!job.isHandedOver) {
            topics |= JobSql.READY_TOPIC;
        }
    }

    private void handOverOrQueue(Insertion job) throws SQLException {
        Integer highest = highestReady.get(job.queue);
        if (highest == null) {
            highest = readHighest(job.queue);
            highestReady.put(job.queue, highest);
        }
        if (job.place != null && job.priority > highest) {
            job.isHandedOver = hasRow(job.owner);
            job.isOwnerMissing = !job.isHandedOver;
        }
        if (!job.isHandedOver) {
            topics |= JobSql.READY_TOPIC;
            highestReady.put(job.queue, Math.max(highest, job.priority));
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

    private boolean hasRow(long owner) throws SQLException {
        Boolean known = owners.get(owner);
        if (known == null) {
            known = Owner.exists(statements, owner);
            owners.put(owner, known);
        }
        return known;
    }

    private void bind(PreparedStatement insert, Insertion job) throws SQLException {
        boolean isLeased = job.isHandedOver;
        insert.setInt(1, isLeased ? JobSql.RUNNING : job.isDue() ? JobSql.READY : JobSql.SCHEDULED);
        insert.setString(2, job.queue);
        insert.setInt(3, job.priority);
        insert.setString(4, job.type);
        setLong(insert, 5, isLeased ? job.owner : 0);
        insert.setInt(6, isLeased ? 1 : 0);
        setLong(insert, 7, job.maxAttempts);
        insert.setLong(8, job.createdAtMs);
        insert.setLong(9, job.runAtMs);
        setLong(insert, 10, isLeased ? nowMs : 0);
        insert.setBytes(11, job.payload);
        setText(insert, 12, job.tags);
        setText(insert, 13, job.metadata);
        insert.setLong(14, incarnation);
    }

    /** 0 stands for nothing. */
    static void setLong(PreparedStatement statement, int index, long value) throws SQLException {
        if (value == 0) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, value);
        }
    }

    static void setText(PreparedStatement statement, int index, @Nullable String value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.VARCHAR);
        } else {
            statement.setString(index, value);
        }
    }
}
