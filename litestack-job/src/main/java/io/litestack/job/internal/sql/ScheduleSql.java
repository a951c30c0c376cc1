package io.litestack.job.internal.sql;

/** The statements about schedules. */
public final class ScheduleSql {
    /** What is read of a schedule, in this order. */
    private static final String COLUMNS = """
            name, cron, interval_ms, zone, misfire, misfire_limit, jitter_ms, type, queue, job, next_at_ms, last_at_ms,
            last_job, fired, paused_at_ms""";

    public static final String FIND = "SELECT " + COLUMNS + " FROM litejob_schedules WHERE name = ?";

    public static final String LIST = "SELECT " + COLUMNS + " FROM litejob_schedules ORDER BY name";

    /** Those that are due, the first ones. */
    public static final String DUE = """
            SELECT name FROM litejob_schedules
            WHERE next_at_ms IS NOT NULL AND paused_at_ms IS NULL AND next_at_ms <= ? ORDER BY next_at_ms LIMIT ?""";

    public static final String NEXT = """
            SELECT next_at_ms FROM litejob_schedules
            WHERE paused_at_ms IS NULL AND next_at_ms IS NOT NULL ORDER BY next_at_ms LIMIT 1""";

    public static final String NAMES = "SELECT name FROM litejob_schedules ORDER BY name";

    public static final String PUT = """
            INSERT INTO litejob_schedules (name, cron, interval_ms, zone, misfire, misfire_limit, jitter_ms, type, queue,
                job, next_at_ms)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT (name) DO UPDATE SET cron = ?2, interval_ms = ?3, zone = ?4, misfire = ?5, misfire_limit = ?6,
                jitter_ms = ?7, type = ?8, queue = ?9, job = ?10, next_at_ms = ?11""";

    public static final String MOVE_ON = "UPDATE litejob_schedules SET next_at_ms = ? WHERE name = ?";

    public static final String FIRED =
            "UPDATE litejob_schedules SET last_at_ms = ?, last_job = ?, fired = fired + ? WHERE name = ?";

    public static final String PAUSE =
            "UPDATE litejob_schedules SET paused_at_ms = ? WHERE name = ? AND paused_at_ms IS NULL";

    public static final String RESUME = """
            UPDATE litejob_schedules SET paused_at_ms = NULL, next_at_ms = ?
            WHERE name = ? AND paused_at_ms IS NOT NULL""";

    public static final String REMOVE = "DELETE FROM litejob_schedules WHERE name = ?";

    /** After the wall clock was set back: none is further away than its interval. */
    public static final String PULL_IN = """
            UPDATE litejob_schedules SET next_at_ms = ?1 + interval_ms
            WHERE interval_ms IS NOT NULL AND next_at_ms > ?1 + interval_ms AND paused_at_ms IS NULL""";

    private ScheduleSql() {}
}
