package io.litestack.job.internal.enqueue;

import io.litestack.core.spi.Statements;
import io.litestack.job.DuplicateJobException;
import io.litestack.job.Enqueued.Result;
import io.litestack.job.JobState;
import io.litestack.job.Unique.OnConflict;
import io.litestack.job.internal.limit.LimitRecount;
import io.litestack.job.internal.limit.LimitRule;
import io.litestack.job.internal.limit.Limits;
import io.litestack.job.internal.sql.JobControls;
import io.litestack.job.internal.sql.JobData;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second job of a key out. It looks for the first one inside of the transaction that would store the second, and there is
 * one writer: so nothing can come between, and what another transaction has not committed is not there. It looks once for all
 * jobs of a batch, and keeps account of those that the batch adds. The unique index stands behind it.
 */
final class DuplicateGuard {
    /** The job that has the key. */
    private record Holder(long id, JobState state, long untilMs) {}

    private final Statements statements;
    private final Limits limits;
    private final long nowMs;
    private final Map<String, Holder> holders = new HashMap<>();

    DuplicateGuard(Statements statements, Limits limits, long nowMs) {
        this.statements = statements;
        this.limits = limits;
        this.nowMs = nowMs;
    }

    /** Looks for the jobs that have the keys of some new ones. */
    void load(List<NewJob> jobs) throws SQLException {
        Set<String> keys = new LinkedHashSet<>();
        for (NewJob job : jobs) {
            UniqueRule rule = job.rules().unique();
            if (rule != null) {
                keys.add(rule.key());
            }
        }
        if (keys.size() == 1) {
            load(keys.iterator().next());
        } else if (!keys.isEmpty()) {
            PreparedStatement select = statements.prepare(JobSql.FIND_UNIQUE_ALL);
            select.setString(1, SqlValues.json(keys));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    holders.put(rows.getString(4), holder(rows));
                }
            }
        }
    }

    private void load(String key) throws SQLException {
        PreparedStatement select = statements.prepare(JobSql.FIND_UNIQUE);
        select.setString(1, key);
        try (ResultSet row = select.executeQuery()) {
            if (row.next()) {
                holders.put(key, holder(row));
            }
        }
    }

    private static Holder holder(ResultSet row) throws SQLException {
        return new Holder(row.getLong(1), SqlValues.state(row.getInt(2)), row.getLong(3));
    }

    /** A job was written. */
    void added(NewJob job) {
        UniqueRule rule = job.rules().unique();
        if (rule != null && rule.counts(job.state())) {
            holders.put(
                    rule.key(), new Holder(job.id(), SqlValues.state(job.state()), rule.untilMs(job.createdAtMs())));
        }
    }

    /** Whether a new job of a rule may change the one that there is. */
    boolean mayReplace(UniqueRule rule) {
        return rule.onConflict() == OnConflict.REPLACE && holders.containsKey(rule.key());
    }

    /** Why one of some jobs whose caller waits is to be rejected, so that none of them is stored; null if none is. */
    @Nullable
    DuplicateJobException rejection(List<NewJob> jobs) {
        Set<String> keys = new HashSet<>();
        for (NewJob job : jobs) {
            UniqueRule rule = job.rules().unique();
            if (rule != null && job.isSynchronous() && !job.isNeverRejected()) {
                boolean isRejecting = rule.onConflict() == OnConflict.REJECT;
                Holder holder = isRejecting ? holders.get(rule.key()) : null;
                if (holder != null && (holder.untilMs == 0 || holder.untilMs > nowMs)) {
                    return rejection(holder, job);
                }
                if (!keys.add(rule.key()) && isRejecting) {
                    return new DuplicateJobException(
                            "two of the jobs of type " + job.data().type()
                                    + " that were to be enqueued together have the same key; none was stored",
                            0);
                }
            }
        }
        return null;
    }

    private static DuplicateJobException rejection(Holder holder, NewJob job) {
        return new DuplicateJobException(
                "job " + holder.id + ", which is " + holder.state.name().toLowerCase(Locale.ROOT)
                        + ", has the same key as a new one of type "
                        + job.data().type()
                        + ", which was rejected and not stored",
                holder.id);
    }

    /**
     * Whether there is a job of the key of a new one, which is noted there.
     *
     * @param signal gets the topics that a replaced job concerns
     */
    boolean isDuplicate(NewJob job, UniqueRule rule, LongConsumer signal) throws SQLException {
        Holder holder = holders.get(rule.key());
        if (holder == null) {
            return false;
        }
        if (holder.untilMs > 0 && holder.untilMs <= nowMs) {
            release(holder.id);
            holders.remove(rule.key());
            return false;
        }
        if (rule.onConflict() == OnConflict.REJECT && !job.isNeverRejected()) {
            job.rejectedFor(holder.id, rejection(holder, job));
            return true;
        }
        boolean isReplaced = rule.onConflict() == OnConflict.REPLACE && replace(holder.id, job);
        if (isReplaced) {
            signal.accept(JobSql.READY_TOPIC | JobSql.DUE_TOPIC);
        }
        job.duplicateOf(holder.id, isReplaced ? Result.REPLACED : Result.KEPT);
        return true;
    }

    private void release(long id) throws SQLException {
        PreparedStatement update = statements.prepare(JobSql.RELEASE_KEY);
        update.setLong(1, id);
        update.executeUpdate();
    }

    private boolean replace(long id, NewJob job) throws SQLException {
        JobData data = job.data();
        LimitRecount limited = LimitRecount.before(limits, List.of(id));
        deleteTags(id);
        PreparedStatement update = statements.prepare(JobSql.REPLACE);
        update.setBytes(1, data.payload());
        update.setInt(2, data.priority());
        update.setLong(3, data.runAtMs());
        SqlValues.setText(update, 4, data.tags());
        SqlValues.setText(update, 5, data.metadata());
        update.setLong(6, job.createdAtMs());
        update.setLong(7, id);
        JobControls controls = data.controls();
        LimitRule limit = job.rules().limit();
        update.setObject(8, limit == null ? null : limit.id());
        SqlValues.setText(update, 9, controls == null ? null : controls.text());
        boolean isReplaced = update.executeUpdate() > 0;
        if (isReplaced) {
            addTags(id, data.tags());
        }
        limited.afterAndRefill();
        return isReplaced;
    }

    /** Those of a job that waits; one that runs keeps them. */
    private void deleteTags(long id) throws SQLException {
        PreparedStatement delete = statements.prepare(JobSql.DELETE_TAGS_OF_WAITING);
        delete.setLong(1, id);
        delete.executeUpdate();
    }

    private void addTags(long id, @Nullable String tags) throws SQLException {
        if (tags != null) {
            PreparedStatement insert = statements.prepare(JobSql.ADD_TAGS);
            insert.setLong(1, id);
            insert.setString(2, tags);
            insert.executeUpdate();
        }
    }
}
