package io.litestack.job.internal.enqueue;

import io.litestack.job.internal.limit.LimitRule;
import io.litestack.job.internal.sql.InsertSql;
import io.litestack.job.internal.sql.JobData;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/**
 * The statement that writes some new jobs, with what any of them has.
 *
 * @param parts a bit for each part, as {@link InsertSql} has them
 */
record JobInsert(int parts) {
    static JobInsert of(List<NewJob> jobs) {
        int parts = 0;
        for (NewJob job : jobs) {
            parts |= job.parts();
        }
        return new JobInsert(parts);
    }

    /** What a job has. */
    static int partsOf(JobData data, JobRuleSet rules) {
        int parts = data.hasExtras() ? InsertSql.EXTRAS : 0;
        parts |= data.controls() == null ? 0 : InsertSql.CONTROLS;
        parts |= rules.unique() == null ? 0 : InsertSql.UNIQUE;
        return parts | (rules.limit() == null ? 0 : InsertSql.LIMIT);
    }

    InsertSql sql() {
        return InsertSql.of(parts);
    }

    private boolean has(int part) {
        return (parts & part) > 0;
    }

    /** Binds what is the job's own, of which the first has the given index. */
    void bindOwn(PreparedStatement insert, NewJob job, int first) throws SQLException {
        int next = job.data().bindOwn(insert, first);
        if (has(InsertSql.EXTRAS)) {
            next = job.data().bindExtras(insert, next);
        }
        if (has(InsertSql.CONTROLS)) {
            SqlValues.setText(insert, next++, job.controlsText());
        }
        if (has(InsertSql.UNIQUE)) {
            UniqueRule unique = job.rules().unique();
            SqlValues.setText(insert, next++, unique == null ? null : unique.key());
            SqlValues.setLong(insert, next++, unique == null ? 0 : unique.stored(job.createdAtMs()));
        }
        if (has(InsertSql.LIMIT)) {
            bindLimit(insert, job, next);
        }
    }

    private static void bindLimit(PreparedStatement insert, NewJob job, int first) throws SQLException {
        LimitRule limit = job.rules().limit();
        if (limit == null) {
            insert.setNull(first, Types.INTEGER);
            insert.setNull(first + 1, Types.VARCHAR);
        } else {
            insert.setLong(first, job.limitId());
            insert.setString(first + 1, limit.tenant());
        }
    }
}
