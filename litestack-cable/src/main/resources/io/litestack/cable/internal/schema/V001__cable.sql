-- The log: one row a message, in the order of the commits. Times are milliseconds since 1970, bound by the program.
CREATE TABLE litecable_messages (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    -- by which the messages of a channel are found: several channels may share one
    hash    INTEGER NOT NULL,
    channel TEXT    NOT NULL,
    -- never less than in the row before
    at_ms   INTEGER NOT NULL,
    payload BLOB    NOT NULL
) STRICT;

CREATE INDEX litecable_by_channel ON litecable_messages (hash, id);

-- The only row says of the log as a whole what its messages cannot.
CREATE TABLE litecable_log (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    -- names the log: ids of different epochs do not compare
    epoch      TEXT    NOT NULL,
    -- ids up to here may have been given out, and are not given again after a power loss
    reserved   INTEGER NOT NULL,
    -- on which run of the kernel the ids were reserved
    boot       TEXT    NOT NULL,
    -- which file on the disk it was when it was opened last; empty where files have no numbers
    file       TEXT    NOT NULL,
    -- all messages up to here are deleted
    trimmed    INTEGER NOT NULL,
    -- what litecable_trimmed would say of each channel that has no row there any more
    forgotten  INTEGER NOT NULL
) STRICT;

-- The last message of each channel that was deleted because of its age.
CREATE TABLE litecable_trimmed (
    channel TEXT    PRIMARY KEY,
    id      INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each cable that holds consumers or members, from its first one to its close.
CREATE TABLE litecable_instances (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    -- what tells that its process is dead, if anything can
    process_id    TEXT,
    -- grows; one that stands still for longer than lease_ms hangs
    heartbeat     INTEGER NOT NULL,
    lease_ms      INTEGER NOT NULL,
    -- host and process, for people
    name          TEXT    NOT NULL,
    started_at_ms INTEGER NOT NULL
) STRICT;

-- One row for each named consumer, for ever.
CREATE TABLE litecable_consumers (
    name          TEXT    PRIMARY KEY,
    -- the id up to which all of its messages have been handled
    position      INTEGER NOT NULL,
    -- in which instance it is active; null if in none
    owner         INTEGER,
    -- how often it was taken over: what is written under another number is refused
    fence         INTEGER NOT NULL,
    -- why it has stopped; null if it has not
    failure       TEXT,
    updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each session of a member of a channel.
CREATE TABLE litecable_members (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    channel  TEXT    NOT NULL,
    member   TEXT    NOT NULL,
    info     BLOB    NOT NULL,
    since_ms INTEGER NOT NULL,
    -- whose session it is; null once it has ended
    instance INTEGER
) STRICT;

CREATE INDEX litecable_members_of ON litecable_members (channel, member);
CREATE INDEX litecable_sessions_of ON litecable_members (instance);
