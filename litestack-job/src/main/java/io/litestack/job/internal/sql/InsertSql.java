package io.litestack.job.internal.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements that write new jobs. What few jobs have is left out where no job of a batch has it: each value that is bound costs
 * as much as a tenth of what its row does. Immutable.
 */
public final class InsertSql {
    /** A job has tags, metadata or a number of attempts of its own. */
    public static final int EXTRAS = 1;

    /** It has a timeout, an expiry, a limit, or a job that follows it. */
    public static final int CONTROLS = 2;

    /** It is unique. */
    public static final int UNIQUE = 4;

    /** It has a limit. */
    public static final int LIMIT = 8;

    /** The index of the first parameter that is of {@link JobData}. */
    public static final int DATA = 8;

    private static final Map<Integer, InsertSql> ALL = new ConcurrentHashMap<>();

    private static final String COLUMNS =
            "state, owner, attempt, created_at_ms, started_at_ms, incarnation, kind, " + JobData.NEEDED_COLUMNS;

    private final String text;
    private final String returning;

    private InsertSql(int parts) {
        String columns = COLUMNS
                + ((parts & EXTRAS) > 0 ? ", " + JobData.EXTRA_COLUMNS : "")
                + ((parts & CONTROLS) > 0 ? ", controls" : "")
                + ((parts & UNIQUE) > 0 ? ", unique_key, unique_rule" : "")
                + ((parts & LIMIT) > 0 ? ", limit_id, tenant" : "");
        int count = columns.split(",").length;
        this.text = "INSERT INTO litejob_jobs (refunds, run, " + columns + ") VALUES (0, 0" + ", ?".repeat(count) + ")";
        this.returning = text + " RETURNING id";
    }

    /** That for jobs which have some of the parts. */
    public static InsertSql of(int parts) {
        return ALL.computeIfAbsent(parts, InsertSql::new);
    }

    public String text() {
        return text;
    }

    /** The same, which returns the id. */
    public String returning() {
        return returning;
    }
}
