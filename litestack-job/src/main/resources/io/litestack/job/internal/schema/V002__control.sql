-- What most jobs have none of: null in their rows, and in none of the indexes below.

-- what whoever runs it has to heed: its timeout, its expiry, its limit
ALTER TABLE litejob_jobs ADD COLUMN controls TEXT;

-- in which states no other job may have the same key (a bit for each of at most eight), and in front of these until when (or 0)
ALTER TABLE litejob_jobs ADD COLUMN unique_key TEXT;
ALTER TABLE litejob_jobs ADD COLUMN unique_rule INTEGER;

-- the limit that it counts for, and whose share of that it takes
ALTER TABLE litejob_jobs ADD COLUMN limit_id INTEGER;
ALTER TABLE litejob_jobs ADD COLUMN tenant TEXT;

-- what its handler has returned
ALTER TABLE litejob_jobs ADD COLUMN result BLOB;

CREATE UNIQUE INDEX litejob_unique ON litejob_jobs (unique_key)
    WHERE unique_key IS NOT NULL AND (unique_rule >> state) & 1 = 1;

-- Jobs that wait for their limit are in the state 6. The first of a limit are moved to 1, as many as it allows. Of those that are
-- ready only such are here (their owner is -1) that may have to give way to one of a higher priority. (This and the one above are
-- the only indexes that a job without rules could cost something: a look at a null and at its state. So there are no more.)
CREATE INDEX litejob_limited ON litejob_jobs (limit_id, state, tenant, priority DESC, id)
    WHERE state = 6 OR (state = 1 AND owner IS NOT NULL);

-- Which attempts are to be given up while they run, and why. A row whose attempt has ended means nothing.
CREATE TABLE litejob_cancels (
    job     INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    reason  TEXT    NOT NULL,
    PRIMARY KEY (job, attempt)
) STRICT, WITHOUT ROWID;

-- One row for each limit that was ever used and has jobs.
CREATE TABLE litejob_limits (
    -- a hash of its key
    id          INTEGER PRIMARY KEY,
    key         TEXT    NOT NULL,
    -- how many may run at a time
    concurrency INTEGER,
    -- how many may start in a window
    rate        INTEGER,
    window_ms   INTEGER,
    -- how many may be ready at a time, where the limit is for the sake of fair shares only
    most_ready  INTEGER,
    -- 1 if some of its jobs had a rate or a tenant
    is_paced    INTEGER NOT NULL,
    -- whose turn was the last
    last_tenant TEXT    NOT NULL,
    -- when the window lets further jobs start; null if none waits for that
    wake_at_ms  INTEGER
) STRICT;

-- The same limits: how many jobs of each are where. They are changed by whatever changes the states of these jobs, which is why
-- they are in a table of their own, of which many rows are in a page.
CREATE TABLE litejob_limit_counts (
    id      INTEGER PRIMARY KEY,
    -- how many are ready or run
    active  INTEGER NOT NULL,
    -- how many of these are ready, as far as they have a rate or take turns only
    ready   INTEGER NOT NULL,
    -- how many wait
    blocked INTEGER NOT NULL
) STRICT;

-- One row: a number that is another one after each change of the limits, and which priorities jobs with limits have had.
CREATE TABLE litejob_limit_version (
    id              INTEGER PRIMARY KEY,
    version         INTEGER NOT NULL,
    lowest_priority INTEGER,
    top_priority    INTEGER
) STRICT;

INSERT INTO litejob_limit_version (id, version) VALUES (1, 0);

CREATE INDEX litejob_limits_wake ON litejob_limits (wake_at_ms) WHERE wake_at_ms IS NOT NULL;

-- When jobs of a rate have started, as long as it matters.
CREATE TABLE litejob_starts (
    limit_id INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    job      INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,
    PRIMARY KEY (limit_id, at_ms, job, attempt)
) STRICT, WITHOUT ROWID;

-- Queues that are not worked on as the programs say.
CREATE TABLE litejob_queues (
    name         TEXT PRIMARY KEY,
    paused_at_ms INTEGER,
    -- how many of its jobs run at a time in each process; null for as many as its workers say
    concurrency  INTEGER
) STRICT, WITHOUT ROWID;

-- One row a schedule. Whoever moves next_at_ms on enqueues the job, in the same transaction.
CREATE TABLE litejob_schedules (
    name          TEXT    PRIMARY KEY,
    cron          TEXT,
    interval_ms   INTEGER,
    zone          TEXT    NOT NULL,
    misfire       TEXT    NOT NULL,
    misfire_limit INTEGER NOT NULL,
    jitter_ms     INTEGER NOT NULL,
    type          TEXT    NOT NULL,
    queue         TEXT    NOT NULL,
    -- the job, as it travels from file to file
    job           BLOB    NOT NULL,
    next_at_ms    INTEGER,
    last_at_ms    INTEGER,
    last_job      INTEGER,
    fired         INTEGER NOT NULL DEFAULT 0,
    paused_at_ms  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX litejob_schedules_next ON litejob_schedules (next_at_ms)
    WHERE next_at_ms IS NOT NULL AND paused_at_ms IS NULL;
