package io.litestack.job.internal.sql;

import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements that write new jobs. Each value that is bound costs as much as a tenth of what its row does, and a statement as much
 * as a row. So what few jobs have is left out where no job of a batch has it, and jobs that are alike, but for what is a job's own, are
 * written {@link #MANY} at a time, by a statement whose first parameters are for all of them.
 *
 * <p>No row is refused, since it was looked for others of its key before. That is why a statement may say OR FAIL: SQLite need not keep a
 * copy of each page that it changes, for the case that it has to take back the first half of its rows. If it fails all the same, so does
 * the transaction. Immutable.
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

    /** The index of the first parameter that is a job's own: those before are the same for jobs that are alike. */
    public static final int OWN = 12;

    /** How many jobs the statement for many writes. */
    public static final int MANY = 16;

    private static final Map<Integer, InsertSql> ALL = new ConcurrentHashMap<>();

    private static final String SHARED =
            "state, owner, attempt, created_at_ms, started_at_ms, incarnation, kind, " + JobData.SHARED_COLUMNS;

    private final String text;
    private final String returning;
    private final String many;
    private final int own;

    private InsertSql(int parts) {
        String owned = JobData.OWN_COLUMN
                + ((parts & EXTRAS) > 0 ? ", " + JobData.EXTRA_COLUMNS : "")
                + ((parts & CONTROLS) > 0 ? ", controls" : "")
                + ((parts & UNIQUE) > 0 ? ", unique_key, unique_rule" : "")
                + ((parts & LIMIT) > 0 ? ", limit_id, tenant" : "");
        this.own = owned.split(",").length;
        String into = "INSERT OR FAIL INTO litejob_jobs (refunds, run, " + SHARED + ", " + owned + ") VALUES ";
        this.text = into + rows(1);
        this.returning = text + " RETURNING id";
        this.many = into + rows(MANY);
    }

    private String rows(int count) {
        StringJoiner rows = new StringJoiner(", ");
        for (int row = 0; row < count; row++) {
            StringJoiner values = new StringJoiner(", ", "(0, 0, ", ")");
            for (int i = 1; i < OWN; i++) {
                values.add("?" + i);
            }
            for (int i = 0; i < own; i++) {
                values.add("?" + (OWN + row * own + i));
            }
            rows.add(values.toString());
        }
        return rows.toString();
    }

    /** Those for jobs which have some of the parts. */
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

    /** The one that writes {@link #MANY} jobs which are alike. */
    public String many() {
        return many;
    }

    /** How many parameters of it are a job's own. */
    public int own() {
        return own;
    }
}
