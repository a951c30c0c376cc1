package io.litestack.job.internal.sql;

import io.litestack.job.JobState;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every statement of the job queue, but for the filters, whose conditions {@link FilterSql} puts together. */
public final class JobSql {
    public static final int SCHEDULED = 0;
    public static final int READY = 1;
    public static final int RUNNING = 2;
    public static final int DONE = 3;
    public static final int DEAD = 4;
    public static final int PARKED = 5;
    public static final int BLOCKED = 6;

    /** Topic: jobs have become ready. */
    public static final long READY_TOPIC = 1;

    /** Topic: jobs were scheduled, perhaps for earlier than all others. */
    public static final long DUE_TOPIC = 2;

    /** Topic: schedules were changed, perhaps to fire earlier than all others. */
    public static final long SCHEDULE_TOPIC = 8;

    /** Topic: jobs wait for the window of a rate. */
    public static final long WINDOW_TOPIC = 16;

    /** Topic: queues are to be worked on otherwise, or running jobs to be cancelled. */
    public static final long CONTROL_TOPIC = 4;

    /**
     * A topic without signals: whoever subscribes to it is called after changes of other processes, and after the end of one.
     */
    public static final long FOREIGN_TOPIC = 1L << 62;

    /**
     * The one place where it is decided whether a new job must wait behind others: the highest priority that is ready in a
     * queue (?1), among the types of a JSON array (?2). A queue in which nothing waits costs a single look at the index.
     */
    public static final String HIGHEST_READY = """
            SELECT CASE WHEN EXISTS (SELECT 1 FROM litejob_jobs WHERE state = 1 AND queue = ?1) THEN (
                SELECT max((SELECT priority FROM litejob_jobs WHERE state = 1 AND queue = ?1 AND type = handled.value
                            ORDER BY priority DESC LIMIT 1))
                FROM json_each(?2) handled) END""";

    /** Whether anything is ready in a queue (?1), and whether a worker (?2), who keeps a slot for a job, is still there. */
    public static final String TURN = """
            SELECT EXISTS (SELECT 1 FROM litejob_jobs WHERE state = 1 AND queue = ?1),
                EXISTS (SELECT 1 FROM litejob_owners WHERE id = ?2)""";

    /** Whether anything is ready in a queue, of one of the types of a JSON array. */
    public static final String IS_ANY_READY = """
            SELECT 1 FROM litejob_jobs
            WHERE state = 1 AND queue = ?1 AND type IN (SELECT value FROM json_each(?2)) LIMIT 1""";

    /** The next type, in the order of the names, of which jobs are ready in a queue. */
    public static final String NEXT_READY_TYPE =
            "SELECT type FROM litejob_jobs WHERE state = 1 AND queue = ? AND type > ? ORDER BY type LIMIT 1";

    /** The next queue, in the order of the names, in which jobs are ready. */
    public static final String NEXT_READY_QUEUE =
            "SELECT queue FROM litejob_jobs WHERE state = 1 AND queue > ? ORDER BY queue LIMIT 1";

    /** How many jobs are ready in a queue, or of a type in it, as far as they are worth counting. */
    public static final String COUNT_READY = """
            SELECT count(*) FROM (SELECT 1 FROM litejob_jobs
                WHERE state = 1 AND queue = ?1 AND type BETWEEN ?2 AND ?3 LIMIT 10000)""";

    /** The queues that some worker in some process takes jobs of. */
    public static final String SERVED_QUEUES =
            "SELECT DISTINCT served.value FROM litejob_owners, json_each(litejob_owners.queues) served";

    /** What {@link #claim} and {@link #LEASES} return first, before {@link JobData}. */
    private static final String LEASE_COLUMNS = " id, attempt, refunds, run, crashes, ";

    /** The index of the first column of {@link JobData} in {@link #claim} and {@link #LEASES}. */
    public static final int LEASE_DATA = 6;

    /** The index of the column that comes after {@link JobData} there. */
    public static final int LEASE_LAST = 15;

    private static final Map<Integer, String> CLAIMS = new ConcurrentHashMap<>();

    private static final String READY_OF_TYPE =
            "SELECT id, priority FROM litejob_jobs WHERE state = 1 AND queue = ?3 AND type = ?";

    /** The number of the first of the types among the parameters of {@link #claim}. */
    public static final int CLAIM_FIRST_TYPE = 5;

    /**
     * The one place where ready jobs become running ones: those of some types, the first in order; none for a worker whose
     * row is gone. Each type's jobs are read in their order from the index and merged as far as they are needed, so neither
     * jobs of other types nor the length of the backlog cost anything.
     */
    public static String claim(int types) {
        return CLAIMS.computeIfAbsent(types, JobSql::claimOf);
    }

    private static String claimOf(int types) {
        String ready = IntStream.range(CLAIM_FIRST_TYPE, CLAIM_FIRST_TYPE + types)
                .mapToObj(it -> READY_OF_TYPE + it)
                .collect(Collectors.joining(" UNION ALL "));
        return """
                UPDATE litejob_jobs SET state = 2, owner = ?1, attempt = attempt + 1, started_at_ms = ?2
                WHERE id IN (SELECT id FROM (""" + ready + """
                 ORDER BY priority DESC, id LIMIT ?4))
                    AND EXISTS (SELECT 1 FROM litejob_owners WHERE id = ?1)
                RETURNING""" + LEASE_COLUMNS + JobData.COLUMNS_TO_READ + ", incarnation";
    }

    public static final String NEWEST = "SELECT max(id) FROM litejob_jobs";

    public static final String PROMOTE = """
            UPDATE litejob_jobs SET state = CASE WHEN limit_id IS NULL THEN 1 ELSE 6 END
            WHERE id IN (SELECT id FROM litejob_jobs WHERE state = 0 AND run_at_ms <= ? ORDER BY run_at_ms LIMIT ?)""";

    public static final String NEXT_DUE =
            "SELECT run_at_ms FROM litejob_jobs WHERE state = 0 ORDER BY run_at_ms LIMIT 1";

    /** The fence: only the holder of this very lease completes the job. */
    private static final String FENCED = " WHERE id = ? AND attempt = ? AND owner = ? AND state = 2";

    public static final String COMPLETE_DONE =
            "UPDATE litejob_jobs SET state = 3, owner = NULL, finished_at_ms = ?" + FENCED;

    /** How many jobs {@link #COMPLETE_ALIKE} is for. */
    public static final int MANY = 16;

    /** The index of the first of their ids. */
    public static final int IDS = 4;

    private static final String THEIR_IDS = IntStream.range(IDS, IDS + MANY)
            .mapToObj(i -> "?" + i)
            .collect(Collectors.joining(", ", " WHERE id IN (", ")"));

    /**
     * Many at a time, of one lease's holder and at the same attempt: each of the statements that this saves costs as much as its row. By
     * their ids, not by the index of what runs, from which they are removed. OR FAIL, as in {@link InsertSql}.
     */
    public static final String COMPLETE_ALIKE =
            "UPDATE OR FAIL litejob_jobs SET state = 3, owner = NULL, finished_at_ms = ?1" + THEIR_IDS
                    + " AND attempt = ?2 AND +owner = ?3 AND state = 2";

    /** Which of them are done since then: an attempt is one lease's. */
    public static final String COMPLETED_ALIKE =
            "SELECT id FROM litejob_jobs" + THEIR_IDS + " AND attempt = ?2 AND state = 3 AND finished_at_ms = ?1";

    /** One that is to keep others of its key out for a while stays: the rule has the end of that in front of the states. */
    public static final String COMPLETE_AND_DELETE =
            "DELETE FROM litejob_jobs" + FENCED + " AND coalesce(unique_rule, 0) < 256";

    /** A job that was cancelled while it ran does not come back, whatever its handler or the end of its process says. */
    public static final String COMPLETE = """
            UPDATE OR IGNORE litejob_jobs SET owner = CASE WHEN ?1 = 1 AND limit_id IS NOT NULL THEN -1 END,
                state = CASE WHEN ?1 IN (0, 1, 6) AND cancels.reason IS NOT NULL THEN 4 ELSE ?1 END,
                refunds = refunds + ?2, run_at_ms = coalesce(?3, run_at_ms),
                finished_at_ms = CASE WHEN cancels.reason IS NOT NULL THEN coalesce(?4, ?11) ELSE ?4 END,
                reason = CASE WHEN ?1 IN (0, 1, 6) THEN cancels.reason ELSE ?5 END,
                errors = CASE WHEN ?6 IS NULL THEN errors ELSE json_insert(
                    CASE WHEN json_array_length(coalesce(errors, '[]')) >= 10 THEN json_remove(errors, '$[0]')
                         ELSE coalesce(errors, '[]') END,
                    '$[#]', json(?6)) END, crashes = crashes + ?7, alone = 0
            FROM (SELECT (SELECT reason FROM litejob_cancels WHERE job = ?8 AND attempt = ?9) AS reason) cancels
            WHERE id = ?8 AND attempt = ?9 AND owner = ?10 AND state = 2""";

    /** The same where the index of unique keys has refused that: another job of its key has come meanwhile. */
    public static final String COMPLETE_SUPERSEDED = """
            UPDATE litejob_jobs SET owner = NULL, state = 4, finished_at_ms = ?, alone = 0,
                reason = 'another job of its unique key waits, which came while it ran'
            """ + FENCED + " AND unique_key IS NOT NULL";

    public static final String COMPLETE_WITH_RESULT =
            "UPDATE litejob_jobs SET state = 3, owner = NULL, finished_at_ms = ?, result = ?" + FENCED;

    /** The job of a type (?1) that follows one (?2) that is given up. */
    public static final String FOLLOW_GIVEN_UP = """
            INSERT INTO litejob_jobs (state, attempt, created_at_ms, incarnation, kind, refunds, run, type, queue, priority,
                run_at_ms, payload, metadata)
            SELECT 1, 0, ?3, incarnation, (SELECT k.id FROM litejob_kinds k WHERE k.queue = j.queue AND k.type = ?1), 0, 0, ?1,
                queue, priority, ?3, payload, json_set(coalesce(metadata, '{}'), '$."given-up-id"', CAST(id AS TEXT),
                    '$."given-up-type"', type, '$."given-up-reason"', coalesce(reason, ''))
            FROM litejob_jobs j WHERE id = ?2""";

    public static final String SET_ALONE = "UPDATE litejob_jobs SET alone = ?" + FENCED;

    public static final String PROGRESS = "UPDATE litejob_jobs SET progress = ?" + FENCED;

    /** Those of a JSON array (?1) that are in a state (?2) since before a time (?3). */
    public static final String PRUNE = """
            DELETE FROM litejob_jobs
            WHERE id IN (SELECT value FROM json_each(?1)) AND state = ?2 AND finished_at_ms < ?3
                AND (unique_rule IS NULL OR unique_rule >> 8 < ?3)""";

    /** Their tags. */
    public static final String PRUNE_TAGS = """
            DELETE FROM litejob_tags WHERE (tag, job) IN (
                SELECT tagged.value, j.id FROM json_each(?1) chosen
                    CROSS JOIN litejob_jobs j ON j.id = chosen.value
                    CROSS JOIN json_each(j.tags) tagged
                WHERE j.state = ?2 AND j.finished_at_ms < ?3 AND json_valid(j.tags)
                    AND (j.unique_rule IS NULL OR j.unique_rule >> 8 < ?3))""";

    public static final String ADD_TAGS =
            "INSERT OR IGNORE INTO litejob_tags (tag, job) SELECT value, ?1 FROM json_each(?2)";

    /** The tags (a JSON array, ?2) of a job that is gone. */
    public static final String DELETE_TAGS =
            "DELETE FROM litejob_tags WHERE job = ?1 AND tag IN (SELECT value FROM json_each(?2))";

    /** The tags of a job that is about to be deleted. */
    public static final String DELETE_TAGS_OF = """
            DELETE FROM litejob_tags WHERE job = ?1 AND tag IN (
                SELECT tagged.value FROM litejob_jobs j CROSS JOIN json_each(j.tags) tagged
                WHERE j.id = ?1 AND j.state <> 2 AND json_valid(j.tags))""";

    /** The same, if it waits. */
    public static final String DELETE_TAGS_OF_WAITING = DELETE_TAGS_OF.replace("j.state <> 2", "j.state IN (0, 1, 6)");

    /** The jobs with a tag, to which further conditions are added. */
    public static final String TAGGED =
            "SELECT t.job FROM litejob_tags t CROSS JOIN litejob_jobs ON id = t.job WHERE true";

    /** The same, to count them. */
    public static final String COUNT_TAGGED =
            "SELECT count(*) FROM litejob_tags t CROSS JOIN litejob_jobs ON id = t.job WHERE true";

    /** The next priority of which jobs of a type are ready. */
    public static final String NEXT_READY_PRIORITY = """
            SELECT priority FROM litejob_jobs
            WHERE state = 1 AND queue = ? AND type = ? AND priority < ? ORDER BY priority DESC LIMIT 1""";

    /** The next queue and type, in their order, of which jobs are in a state that has an index in that order. */
    public static String nextPart(JobState state) {
        // in two steps, since (queue, type) > (?1, ?2) would read all entries that are equal to these
        String select = "SELECT queue, type FROM litejob_jobs INDEXED BY " + FilterSql.indexOf(state) + " WHERE true"
                + FilterSql.inState(state, Optional.empty(), Optional.empty()).text();
        return "SELECT * FROM (" + select
                + " AND queue = ?1 AND type > ?2 ORDER BY type LIMIT 1) UNION ALL SELECT * FROM (" + select
                + " AND queue > ?1 ORDER BY queue, type LIMIT 1) LIMIT 1";
    }

    public static final String ADD_KIND = "INSERT OR IGNORE INTO litejob_kinds (queue, type) VALUES (?, ?)";

    public static final String KIND = "SELECT id FROM litejob_kinds WHERE queue = ? AND type = ?";

    /** All pairs of queue and type, to which conditions are added. */
    public static final String KINDS = "SELECT id FROM litejob_kinds WHERE true";

    /** The next pair of queue and type of which there are jobs in a finished state. */
    public static String nextKind(JobState state) {
        return "SELECT kind FROM litejob_jobs INDEXED BY litejob_finished WHERE true"
                + FilterSql.inState(state, Optional.empty(), Optional.empty()).text()
                + " AND kind > ? ORDER BY kind LIMIT 1";
    }

    /** Finished jobs of a queue and a type after an id, and when they ended: all from the index. */
    public static String finished(JobState state) {
        return "SELECT id, finished_at_ms FROM litejob_jobs INDEXED BY litejob_finished WHERE true"
                + FilterSql.inState(state, Optional.empty(), Optional.empty()).text()
                + " AND kind = ? AND id > ? ORDER BY id LIMIT ?";
    }

    public static final String ADD_WORKER = """
            INSERT INTO litejob_owners (sign, beat, name, lease_ms, started_at_ms, queues, limits, in_flight)
            VALUES (?, 0, ?, ?, ?, ?, ?, ?) RETURNING id""";

    public static final String SET_LIMITS = "UPDATE litejob_owners SET limits = ? WHERE id = ?";

    public static final String JOURNAL_FILES = "SELECT in_flight FROM litejob_owners WHERE in_flight IS NOT NULL";

    public static final String HEARTBEAT_OF = "SELECT beat FROM litejob_owners WHERE id = ?";

    public static final String HEARTBEAT = "UPDATE litejob_owners SET beat = beat + 1 WHERE id = ?";

    public static final String OTHER_WORKERS = """
            SELECT id, sign, beat, name, lease_ms, limits, in_flight,
                EXISTS (SELECT 1 FROM litejob_jobs j WHERE j.state = 2 AND j.owner = o.id) AS holds_leases
            FROM litejob_owners o WHERE id <> ?""";

    public static final String LEASES = "SELECT " + LEASE_COLUMNS + JobData.COLUMNS_WITHOUT_PAYLOAD
            + ", alone FROM litejob_jobs WHERE state = 2 AND owner = ? AND id > ? ORDER BY id LIMIT ?";

    public static final String ORPHANS = """
            SELECT DISTINCT owner FROM litejob_jobs
            WHERE state = 2 AND owner NOT IN (SELECT id FROM litejob_owners)""";

    /** Not while it holds leases: the row is what they are found by. */
    public static final String DELETE_WORKER = """
            DELETE FROM litejob_owners
            WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM litejob_jobs WHERE state = 2 AND owner = ?1)""";

    public static final String ADD_INCARNATION =
            "INSERT INTO litejob_incarnations (name) VALUES (?) ON CONFLICT (name) DO NOTHING";

    public static final String INCARNATION = "SELECT id FROM litejob_incarnations WHERE name = ?";

    public static final String INCARNATION_OF = """
            SELECT name FROM litejob_incarnations
            WHERE id = (SELECT incarnation FROM litejob_jobs WHERE id = ?)""";

    /** A running job is of a worker (0) that there never is. */
    public static final String ABANDON = "UPDATE litejob_jobs SET owner = 0 WHERE id = ? AND state = 2";

    public static final String IS_HELD =
            "SELECT 1 FROM litejob_jobs WHERE id = ? AND attempt = ? AND owner = ? AND state = 2";

    /** Nothing for a run that is not this queue's; else whether it needs no effects any more. */
    public static final String IS_SETTLED = """
            SELECT coalesce((SELECT j.run > ?3 OR j.state = 3 FROM litejob_jobs j
                             WHERE j.id = ?2 AND j.incarnation = i.id), 1)
            FROM litejob_incarnations i WHERE i.name = ?1""";

    public static final String JOB_COLUMNS = """
            id, state, queue, priority, type, attempt, refunds, crashes, max_attempts, run, created_at_ms, run_at_ms,
            started_at_ms, finished_at_ms, payload, tags, metadata, reason, errors, progress, result,
            (SELECT o.name FROM litejob_owners o WHERE o.id = owner AND state = 2) AS worker""";

    /** With '[]' for none, since a query that finds a null finds nothing. */
    public static final String ERRORS = "SELECT coalesce(errors, '[]') FROM litejob_jobs WHERE id = ?";

    public static final String FIND = "SELECT " + JOB_COLUMNS + " FROM litejob_jobs WHERE id = ?";

    /** The job that has a key now. */
    public static final String FIND_BY_KEY = "SELECT " + JOB_COLUMNS + " FROM litejob_jobs WHERE unique_key = ?"
            + " AND unique_key IS NOT NULL AND (unique_rule >> state) & 1 = 1";

    /** All jobs, to which conditions are added. */
    public static final String ALL_JOBS = "SELECT " + JOB_COLUMNS + " FROM litejob_jobs WHERE true";

    /** When the job of a type that starts next in a queue was due. */
    public static final String NEXT_READY_DUE = """
            SELECT run_at_ms FROM litejob_jobs
            WHERE state = 1 AND queue = ? AND type = ? ORDER BY priority DESC, id LIMIT 1""";

    /** Those of a JSON array, in no order. */
    public static final String FIND_ALL =
            "SELECT " + JOB_COLUMNS + " FROM litejob_jobs WHERE id IN (SELECT value FROM json_each(?))";

    public static final String COUNTS = """
            SELECT queue, state, count(*), min(coalesce(finished_at_ms, run_at_ms)),
                max(coalesce(finished_at_ms, run_at_ms))
            FROM litejob_jobs GROUP BY queue, state ORDER BY queue, state""";

    public static final String RETRY = """
            UPDATE OR IGNORE litejob_jobs SET state = CASE WHEN ?1 > ?2 THEN 0 WHEN limit_id IS NULL THEN 1 ELSE 6 END,
                refunds = attempt, crashes = 0, alone = 0, run = run + 1, run_at_ms = ?1, finished_at_ms = NULL,
                reason = NULL, progress = NULL, result = NULL
            WHERE id = ?3 AND state <> 2""";

    public static final String UNPARK = """
            UPDATE OR IGNORE litejob_jobs SET state = CASE WHEN limit_id IS NULL THEN 1 ELSE 6 END, run_at_ms = ?,
                finished_at_ms = NULL, reason = NULL
            WHERE id = ? AND state = 5""";

    public static final String DISCARD = """
            UPDATE litejob_jobs SET state = 4, finished_at_ms = ?, reason = ? WHERE id = ? AND state IN (0, 1, 5, 6)""";

    public static final String DELETE = "DELETE FROM litejob_jobs WHERE id = ? AND state <> 2";

    // Unique jobs: the index that enforces it is taken only if its condition is there.

    private static final String UNIQUE_IN_STATE =
            "unique_key = ? AND unique_key IS NOT NULL AND (unique_rule >> state) & 1 = 1";

    /** The job that has a key. */
    public static final String FIND_UNIQUE =
            "SELECT id, state, unique_rule >> 8 FROM litejob_jobs WHERE " + UNIQUE_IN_STATE;

    /** The jobs that have the keys of a JSON array. */
    public static final String FIND_UNIQUE_ALL =
            "SELECT j.id, state, unique_rule >> 8, unique_key FROM json_each(?) asked"
                    + " CROSS JOIN litejob_jobs j ON " + UNIQUE_IN_STATE.replace("?", "asked.value");

    /** The window of a job is over: others may have its key. */
    public static final String RELEASE_KEY =
            "UPDATE litejob_jobs SET unique_key = NULL, unique_rule = NULL WHERE id = ?";

    /** A waiting job gets what another one of its key has. */
    public static final String REPLACE = """
            UPDATE litejob_jobs SET payload = ?1, priority = ?2, run_at_ms = ?3, tags = ?4, metadata = ?5,
                controls = CASE WHEN limit_id IS ?8 THEN ?9 ELSE controls END,
                state = CASE WHEN ?3 > ?6 THEN 0 WHEN state = 0 AND limit_id IS NOT NULL THEN 6
                             WHEN state = 0 THEN 1 ELSE state END,
                owner = CASE WHEN state = 1 AND limit_id IS NOT NULL THEN -1 ELSE owner END
            WHERE id = ?7 AND state IN (0, 1, 6)""";

    private JobSql() {}
}
