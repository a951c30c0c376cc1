package io.litestack.job.internal.sql;

import java.util.Collections;

/** The statements about limits. */
public final class LimitSql {
    /** The owner of a ready job that may have to give way to one of a higher priority of its limit. */
    public static final long GIVES_WAY = -1;

    private static final String BLOCKED = " FROM litejob_jobs WHERE limit_id = ?1 AND state = 6";

    public static final String VERSION =
            "SELECT version, lowest_priority, top_priority FROM litejob_limit_version WHERE id = 1";

    public static final String SET_VERSION =
            "UPDATE litejob_limit_version SET version = ?, lowest_priority = ?, top_priority = ? WHERE id = 1";

    /** Those of a JSON array of ids. */
    public static final String FIND_ALL = """
            SELECT l.id, l.concurrency, l.rate, l.window_ms, l.most_ready, l.is_paced, l.last_tenant, l.wake_at_ms,
                c.active, c.ready, c.blocked
            FROM json_each(?) asked CROSS JOIN litejob_limits l ON l.id = asked.value
                CROSS JOIN litejob_limit_counts c ON c.id = asked.value""";

    public static final String PUT = """
            INSERT INTO litejob_limits (id, key, concurrency, rate, window_ms, most_ready, is_paced, last_tenant, wake_at_ms)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (id) DO UPDATE SET concurrency = ?3, rate = ?4, window_ms = ?5, most_ready = ?6, is_paced = ?7,
                last_tenant = ?8, wake_at_ms = ?9""";

    /** How many parameters the counts of a limit have. */
    public static final int COUNTS = 4;

    public static final String PUT_COUNTS = putCounts(1);

    /** How many {@link #PUT_MANY_COUNTS} puts: a statement costs as much as such a row. */
    public static final int MANY = 16;

    public static final String PUT_MANY_COUNTS = putCounts(MANY);

    public static final String SET_COUNTS =
            "UPDATE litejob_limit_counts SET active = ?, ready = ?, blocked = ? WHERE id = ?";

    /** The next tenant, in the order of their names, of whom a job is blocked; from one on, or after it. */
    public static final String NEXT_TENANT = "SELECT tenant" + BLOCKED + " AND tenant > ?2 ORDER BY tenant LIMIT 1";

    public static final String FIRST_TENANT = "SELECT tenant" + BLOCKED + " ORDER BY tenant LIMIT 1";

    /** Lets the first jobs of a tenant go on; those below a priority (?4) may have to give way again. */
    public static final String ADMIT =
            "UPDATE litejob_jobs SET state = 1, owner = CASE WHEN priority < ?4 THEN -1 END WHERE id IN (SELECT id"
                    + BLOCKED + " AND tenant = ?2 ORDER BY priority DESC, id LIMIT ?3)";

    /** The same where some of them may be counted while they are ready. */
    public static final String ADMIT_RETURNING = ADMIT + " RETURNING controls";

    /** The last of those that may have to give way, of a lower priority than another. */
    public static final String DISPLACE = """
            UPDATE litejob_jobs SET state = 6, owner = NULL WHERE id = (
                SELECT id FROM litejob_jobs
                WHERE limit_id = ?1 AND (state = 6 OR (state = 1 AND owner IS NOT NULL)) AND state = 1 AND tenant = ''
                    AND priority < ?2
                ORDER BY priority, id DESC LIMIT 1)
            RETURNING controls""";

    /** From now on those in a span of priorities (from ?1, below ?2) may have to give way. */
    public static final String MARK_GIVING_WAY = """
            UPDATE litejob_jobs SET owner = -1 WHERE id IN (
                SELECT j.id FROM litejob_kinds k CROSS JOIN litejob_jobs j
                    ON j.state = 1 AND j.queue = k.queue AND j.type = k.type AND j.priority >= ?1 AND j.priority < ?2
                WHERE j.limit_id IS NOT NULL AND j.owner IS NULL)""";

    public static final String NEXT_WAKE =
            "SELECT wake_at_ms FROM litejob_limits WHERE wake_at_ms IS NOT NULL ORDER BY wake_at_ms LIMIT 1";

    /** The same of those of which jobs wait: a window may also end for nobody. */
    public static final String NEXT_WAKE_OF_WAITING = """
            SELECT l.wake_at_ms FROM litejob_limits l CROSS JOIN litejob_limit_counts c ON c.id = l.id
            WHERE l.wake_at_ms IS NOT NULL AND c.blocked > 0 ORDER BY l.wake_at_ms LIMIT 1""";

    public static final String DUE_WAKES = """
            SELECT key FROM litejob_limits
            WHERE wake_at_ms IS NOT NULL AND wake_at_ms <= ? ORDER BY wake_at_ms LIMIT 100""";

    /** After the wall clock was set back: none is further away than its window. */
    public static final String PULL_IN_WAKES = """
            UPDATE litejob_limits SET wake_at_ms = ?1
            WHERE wake_at_ms IS NOT NULL AND wake_at_ms > ?1 + 2 * window_ms""";

    /** The starts in a span. */
    public static final String COUNT_STARTS =
            "SELECT count(*), min(at_ms) FROM litejob_starts WHERE limit_id = ? AND at_ms > ? AND at_ms <= ?";

    public static final String ADD_START =
            "INSERT OR IGNORE INTO litejob_starts (limit_id, at_ms, job, attempt) VALUES (?, ?, ?, ?)";

    /** Those that a clock which was set back has left in the future have been just now: they may have. */
    public static final String PULL_IN_STARTS =
            "UPDATE OR IGNORE litejob_starts SET at_ms = ?2 WHERE limit_id = ?1 AND at_ms > ?3";

    /** Those that are over, and that of one attempt. */
    public static final String FORGET_STARTS =
            "DELETE FROM litejob_starts WHERE limit_id = ?1 AND (at_ms <= ?2 OR job = ?3 AND attempt = ?4)";

    /** Of a limit that no job waits or runs for and no window is looked at for. */
    private static final String IS_UNUSED = """
            wake_at_ms IS NULL AND NOT EXISTS (
                SELECT 1 FROM litejob_limit_counts c WHERE c.id = litejob_limits.id AND (c.active <> 0 OR c.blocked <> 0))
            AND NOT EXISTS (SELECT 1 FROM litejob_starts s
                WHERE s.limit_id = litejob_limits.id AND s.at_ms > ?2 - 2 * litejob_limits.window_ms)""";

    /** Unused limits after one, in the order of their ids. */
    public static final String UNUSED =
            "SELECT id FROM litejob_limits WHERE id > ?1 AND " + IS_UNUSED + " ORDER BY id LIMIT ?3";

    /** Those of a JSON array, if they are still unused. */
    public static final String PRUNE =
            "DELETE FROM litejob_limits WHERE id IN (SELECT value FROM json_each(?1)) AND " + IS_UNUSED;

    /** The counts of those of a JSON array of limits that are gone. */
    public static final String PRUNE_COUNTS = """
            DELETE FROM litejob_limit_counts WHERE id IN (SELECT value FROM json_each(?1))
                AND NOT EXISTS (SELECT 1 FROM litejob_limits l WHERE l.id = litejob_limit_counts.id)""";

    /** Starts that were noted for those of a JSON array of limits that are gone. */
    public static final String PRUNE_STARTS = """
            DELETE FROM litejob_starts WHERE limit_id IN (SELECT value FROM json_each(?1))
                AND NOT EXISTS (SELECT 1 FROM litejob_limits l WHERE l.id = litejob_starts.limit_id)""";

    /** The scheduled jobs with a limit among those that are due first. */
    public static final String DUE = """
            SELECT j.id FROM (
                    SELECT id FROM litejob_jobs WHERE state = 0 AND run_at_ms <= ? ORDER BY run_at_ms LIMIT 500) due
                CROSS JOIN litejob_jobs j ON j.id = due.id WHERE j.limit_id IS NOT NULL""";

    /** How the jobs with a limit stand among those of a JSON array. */
    public static final String STANDING = """
            SELECT state, priority, tenant, controls FROM litejob_jobs
            WHERE id IN (SELECT value FROM json_each(?)) AND limit_id IS NOT NULL""";

    private static String putCounts(int rows) {
        return "INSERT OR REPLACE INTO litejob_limit_counts (active, ready, blocked, id) VALUES "
                + String.join(", ", Collections.nCopies(rows, "(?, ?, ?, ?)"));
    }

    private LimitSql() {}
}
