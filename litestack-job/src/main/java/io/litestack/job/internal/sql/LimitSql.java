package io.litestack.job.internal.sql;

/** The statements about limits. */
public final class LimitSql {
    /** The condition of the index, which is taken only if it is there. */
    private static final String INDEXED = " AND state IN (1, 2, 6)";

    private static final String OF_KEY = " FROM litejob_jobs WHERE limit_key = ?1" + INDEXED;

    /** The same, of a row of the statement around it. */
    private static final String OF_ASKED = " FROM litejob_jobs WHERE limit_key = asked.value" + INDEXED;

    public static final String FIND =
            "SELECT concurrency, rate, window_ms, ready, last_tenant, wake_at_ms FROM litejob_limits WHERE key = ?";

    public static final String PUT = """
            INSERT INTO litejob_limits (key, concurrency, rate, window_ms, ready) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (key) DO UPDATE SET concurrency = ?2, rate = ?3, window_ms = ?4, ready = ?5""";

    /** How limits stand, and the jobs of their keys: one look for all of them. */
    private static final String STATES = """
            SELECT asked.value, l.concurrency, l.rate, l.window_ms, l.ready, l.last_tenant, l.wake_at_ms,
                (SELECT count(*)""" + OF_ASKED + " AND state = 1), (SELECT count(*)" + OF_ASKED
            + " AND state = 2), (SELECT max(tenant)" + OF_ASKED + " AND state = 6), (SELECT min(priority)" + OF_ASKED
            + " AND state = 1 AND tenant = '') FROM ";

    private static final String JOINED = " LEFT JOIN litejob_limits l ON l.key = asked.value";

    /** Of the keys of a JSON array. */
    public static final String STATES_OF_ALL = STATES + "json_each(?) asked" + JOINED;

    public static final String STATE_OF_ONE = STATES + "(SELECT ? AS value) asked" + JOINED;

    private static final String IF_BLOCKED = " WHERE EXISTS (SELECT 1" + OF_ASKED + " AND state = 6)";

    /** The same of those of which jobs are blocked. */
    public static final String BLOCKED_OF_ALL = STATES_OF_ALL + IF_BLOCKED;

    public static final String BLOCKED_ONE = STATE_OF_ONE + IF_BLOCKED;

    public static final String IS_ANY_BLOCKED = "SELECT 1" + OF_KEY + " AND state = 6 LIMIT 1";

    /** The next tenant, in the order of their names, of whom a job is blocked; from one on, or after it. */
    public static final String NEXT_TENANT =
            "SELECT tenant" + OF_KEY + " AND state = 6 AND tenant > ?2 ORDER BY tenant LIMIT 1";

    public static final String FIRST_TENANT = "SELECT tenant" + OF_KEY + " AND state = 6 ORDER BY tenant LIMIT 1";

    /** Lets the first jobs of a tenant go on. */
    public static final String ADMIT = "UPDATE litejob_jobs SET state = 1 WHERE id IN (SELECT id" + OF_KEY
            + " AND state = 6 AND tenant = ?2 ORDER BY priority DESC, id LIMIT ?3)";

    /** The last of those that are ready, of a lower priority than another. */
    public static final String DISPLACE = "UPDATE litejob_jobs SET state = 6 WHERE id = (SELECT id" + OF_KEY
            + " AND state = 1 AND tenant = ?2 AND priority < ?3 ORDER BY priority, id DESC LIMIT 1)";

    public static final String SET_TURN = "UPDATE litejob_limits SET last_tenant = ? WHERE key = ?";

    public static final String SET_WAKE = "UPDATE litejob_limits SET wake_at_ms = ? WHERE key = ?";

    public static final String NEXT_WAKE =
            "SELECT wake_at_ms FROM litejob_limits WHERE wake_at_ms IS NOT NULL ORDER BY wake_at_ms LIMIT 1";

    public static final String DUE_WAKES = """
            SELECT key FROM litejob_limits
            WHERE wake_at_ms IS NOT NULL AND wake_at_ms <= ? ORDER BY wake_at_ms LIMIT 100""";

    /** After the wall clock was set back: none is further away than its window. */
    public static final String PULL_IN_WAKES = """
            UPDATE litejob_limits SET wake_at_ms = ?1
            WHERE wake_at_ms IS NOT NULL AND wake_at_ms > ?1 + 2 * window_ms""";

    /** The starts in a span. */
    public static final String COUNT_STARTS =
            "SELECT count(*), min(at_ms) FROM litejob_starts WHERE key = ? AND at_ms > ? AND at_ms <= ?";

    public static final String ADD_START =
            "INSERT OR IGNORE INTO litejob_starts (key, at_ms, job, attempt) VALUES (?, ?, ?, ?)";

    /** Those that are over, those that a clock which was set back has left in the future, and that of one attempt. */
    public static final String FORGET_STARTS = """
            DELETE FROM litejob_starts
            WHERE key = ?1 AND (at_ms <= ?2 OR at_ms > ?3 OR job = ?4 AND attempt = ?5)""";

    /** What the job of a key says that comes first of those that are blocked. */
    public static final String BLOCKED_CONTROLS = "SELECT controls" + OF_KEY + " AND state = 6 LIMIT 1";

    /** Limits after a key that no job waits or runs for and no window is looked at for, in the order of their keys. */
    public static final String UNUSED = """
            SELECT l.key FROM litejob_limits l WHERE l.key > ?1 AND l.wake_at_ms IS NULL
                AND NOT EXISTS (SELECT 1 FROM litejob_jobs WHERE limit_key = l.key AND state IN (1, 2, 6))
                AND NOT EXISTS (SELECT 1 FROM litejob_starts s WHERE s.key = l.key AND s.at_ms > ?2 - 2 * l.window_ms)
            ORDER BY l.key LIMIT ?3""";

    /** Those of a JSON array, if they are still unused. */
    public static final String PRUNE = """
            DELETE FROM litejob_limits WHERE key IN (SELECT value FROM json_each(?1)) AND wake_at_ms IS NULL
                AND NOT EXISTS (SELECT 1 FROM litejob_jobs WHERE limit_key = key AND state IN (1, 2, 6))
                AND NOT EXISTS (SELECT 1 FROM litejob_starts s
                    WHERE s.key = litejob_limits.key AND s.at_ms > ?2 - 2 * litejob_limits.window_ms)""";

    /** Starts that were noted for those of a JSON array of limits that are gone. */
    public static final String PRUNE_STARTS = """
            DELETE FROM litejob_starts WHERE key IN (SELECT value FROM json_each(?1))
                AND NOT EXISTS (SELECT 1 FROM litejob_limits l WHERE l.key = litejob_starts.key)""";

    /** The limits of the scheduled jobs that are due first. */
    public static final String KEYS_DUE = """
            SELECT DISTINCT j.limit_key FROM (
                    SELECT id FROM litejob_jobs WHERE state = 0 AND run_at_ms <= ? ORDER BY run_at_ms LIMIT 500) due
                CROSS JOIN litejob_jobs j ON j.id = due.id WHERE j.limit_key IS NOT NULL""";

    /** The limits of the jobs of a JSON array. */
    public static final String KEYS_OF = """
            SELECT DISTINCT limit_key FROM litejob_jobs
            WHERE id IN (SELECT value FROM json_each(?)) AND limit_key IS NOT NULL""";

    private LimitSql() {}
}
