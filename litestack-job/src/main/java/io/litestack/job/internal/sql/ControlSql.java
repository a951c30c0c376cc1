package io.litestack.job.internal.sql;

/** The statements by which people and programs control queues and jobs at run time. */
public final class ControlSql {
    public static final String QUEUES = "SELECT name, paused_at_ms, concurrency FROM litejob_queues ORDER BY name";

    public static final String PAUSE = """
            INSERT INTO litejob_queues (name, paused_at_ms) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET paused_at_ms = ?2 WHERE paused_at_ms IS NULL""";

    public static final String RESUME =
            "UPDATE litejob_queues SET paused_at_ms = NULL WHERE name = ? AND paused_at_ms IS NOT NULL";

    public static final String SET_CONCURRENCY = """
            INSERT INTO litejob_queues (name, concurrency) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET concurrency = ?2""";

    /** A queue of which nothing is to be said has no row. */
    public static final String FORGET_QUEUE =
            "DELETE FROM litejob_queues WHERE name = ? AND paused_at_ms IS NULL AND concurrency IS NULL";

    /** How many jobs of a queue run, anywhere. Those that run are few. */
    public static final String COUNT_RUNNING =
            "SELECT count(*) FROM litejob_jobs INDEXED BY litejob_running WHERE state = 2 AND queue = ?";

    /** The jobs of some workers that are to be given up while they run. */
    public static final String CANCELLED = """
            SELECT c.job, c.attempt, c.reason FROM litejob_cancels c CROSS JOIN litejob_jobs j ON j.id = c.job
            WHERE j.state = 2 AND j.attempt = c.attempt AND j.owner = ?""";

    /** A waiting job is given up; a running one counts if it is not to be already. */
    public static final String CANCEL = """
            UPDATE litejob_jobs SET
                reason = CASE WHEN state = 2 THEN reason ELSE ?2 END,
                finished_at_ms = CASE WHEN state = 2 THEN finished_at_ms ELSE ?1 END,
                state = CASE WHEN state = 2 THEN 2 ELSE 4 END
            WHERE id = ?3 AND (state IN (0, 1, 5, 6) OR state = 2 AND NOT EXISTS (
                SELECT 1 FROM litejob_cancels c WHERE c.job = ?3 AND c.attempt = litejob_jobs.attempt))""";

    /** A running job is to be given up. */
    public static final String CANCEL_RUNNING = """
            INSERT OR IGNORE INTO litejob_cancels (job, attempt, reason)
            SELECT id, attempt, ?2 FROM litejob_jobs WHERE id = ?3 AND state = 2""";

    /** What became of these attempts is known. */
    public static final String FORGET_CANCELS = """
            DELETE FROM litejob_cancels WHERE NOT EXISTS (SELECT 1 FROM litejob_jobs j
                WHERE j.id = litejob_cancels.job AND j.attempt = litejob_cancels.attempt AND j.state = 2)""";

    public static final String STATE = "SELECT state FROM litejob_jobs WHERE id = ?";

    /** A job that waits. */
    public static final String RESCHEDULE = """
            UPDATE litejob_jobs SET run_at_ms = ?1,
                state = CASE WHEN ?1 > ?2 THEN 0 WHEN state <> 0 THEN state WHEN limit_id IS NULL THEN 1 ELSE 6 END
            WHERE id = ?3 AND state IN (0, 1, 6)""";

    /** A ready one of a limit may have to give way to others now. */
    public static final String SET_PRIORITY = """
            UPDATE litejob_jobs SET priority = ?1,
                owner = CASE WHEN state = 1 AND limit_id IS NOT NULL THEN -1 ELSE owner END
            WHERE id = ?2 AND state <> 2 AND state <> 3""";

    /** The number of the new queue and the type of the job must be there. */
    public static final String MOVE = """
            UPDATE litejob_jobs SET queue = ?1,
                kind = (SELECT k.id FROM litejob_kinds k WHERE k.queue = ?1 AND k.type = litejob_jobs.type)
            WHERE id = ?2 AND state <> 2 AND state <> 3""";

    public static final String ADD_KIND_OF = """
            INSERT OR IGNORE INTO litejob_kinds (queue, type) SELECT ?1, type FROM litejob_jobs WHERE id = ?2""";

    public static final String SET_PAYLOAD =
            "UPDATE litejob_jobs SET payload = ?1 WHERE id = ?2 AND state <> 2 AND state <> 3";

    /** The workers, and how many jobs each has. */
    public static final String WORKERS = """
            SELECT o.id, o.name, o.started_at_ms, o.queues,
                (SELECT count(*) FROM litejob_jobs j WHERE j.state = 2 AND j.owner = o.id)
            FROM litejob_owners o ORDER BY o.id""";

    private ControlSql() {}
}
