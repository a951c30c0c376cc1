-- One row a job, from its enqueueing to the end of its retention. Times are milliseconds since 1970, bound by the program.
CREATE TABLE litejob_jobs (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    -- 0 scheduled, 1 ready, 2 running, 3 done, 4 dead, 5 parked
    state          INTEGER NOT NULL,
    queue          TEXT    NOT NULL,
    priority       INTEGER NOT NULL,
    type           TEXT    NOT NULL,
    -- whose lease it is while it runs
    owner          INTEGER,
    -- how often it was leased: with id and owner the fence that a late finish does not pass
    -- the number of its queue and type in litejob_kinds
    kind           INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    -- how many of these count for nothing: handed back, snoozed, before a replay
    refunds        INTEGER NOT NULL,
    -- how often its process died or hung while it ran: counted apart from the attempts that failed
    crashes        INTEGER NOT NULL DEFAULT 0,
    -- 1 while it runs alone in its process, since it was there several times when that died
    alone          INTEGER NOT NULL DEFAULT 0,
    -- how often it was replayed by hand
    run            INTEGER NOT NULL,
    max_attempts   INTEGER,
    created_at_ms  INTEGER NOT NULL,
    run_at_ms      INTEGER NOT NULL,
    started_at_ms  INTEGER,
    finished_at_ms INTEGER,
    payload        BLOB    NOT NULL,
    tags           TEXT,
    metadata       TEXT,
    reason         TEXT,
    errors         TEXT,
    progress       TEXT,
    -- in which opening of the file it was enqueued
    incarnation    INTEGER NOT NULL
) STRICT;

-- by type, since a process takes only jobs of types that it has a handler for
CREATE INDEX litejob_ready ON litejob_jobs (queue, type, priority DESC, id) WHERE state = 1;
CREATE INDEX litejob_scheduled ON litejob_jobs (queue, type, id) WHERE state = 0;
CREATE INDEX litejob_due ON litejob_jobs (run_at_ms, id) WHERE state = 0;
CREATE INDEX litejob_running ON litejob_jobs (owner, id) WHERE state = 2;
-- in the order in which pages are read; the time is there for the pruning, which so reads nothing else
CREATE INDEX litejob_finished ON litejob_jobs (state, kind, id, finished_at_ms) WHERE finished_at_ms IS NOT NULL;

-- The pairs of queue and type that there are, or were: their numbers are shorter in an index than they are.
CREATE TABLE litejob_kinds (
    id    INTEGER PRIMARY KEY,
    queue TEXT NOT NULL,
    type  TEXT NOT NULL,
    UNIQUE (queue, type)
) STRICT;

-- The tags of each job, once more, to find jobs by. An entry whose job is gone does no harm.
CREATE TABLE litejob_tags (
    tag TEXT    NOT NULL,
    job INTEGER NOT NULL,
    PRIMARY KEY (tag, job)
) STRICT, WITHOUT ROWID;

-- One row for each opening of the file: a restored copy gives the same ids again, but under another name.
CREATE TABLE litejob_incarnations (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- One row for each running JobWorkers; it holds the leases of the jobs that name it.
CREATE TABLE litejob_owners (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    -- what tells that its process is dead, if anything can
    sign          TEXT,
    -- grows while it holds leases; one that stands still for longer than lease_ms hangs
    beat          INTEGER NOT NULL,
    lease_ms      INTEGER NOT NULL,
    -- host and process, for people
    name          TEXT    NOT NULL,
    started_at_ms INTEGER NOT NULL,
    -- a JSON array of the queues whose jobs it takes
    queues        TEXT    NOT NULL DEFAULT '[]',
    -- a JSON object: how many attempts jobs have that say nothing themselves, by type; null if nobody knows
    limits        TEXT,
    -- the file that tells which of its leases were begun; null if there is none
    in_flight     TEXT
) STRICT;
