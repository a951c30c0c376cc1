-- One row an entry. Times are milliseconds since 1970, bound by the program.
CREATE TABLE litecache_entries (
    -- its place in the queue of those that may have to go, which is the order in which they came: so rows that are written together lie
    -- together, and so do those that are evicted together
    place          INTEGER PRIMARY KEY,
    -- of namespace and key, with the file's secret: nobody can foresee it
    hash           INTEGER NOT NULL,
    namespace      INTEGER NOT NULL,
    -- UTF-8
    key            BLOB    NOT NULL,
    -- what the value is: 0 bytes, 1 a number, 2 text, 3 a null, else the hash of its type's name
    format         INTEGER NOT NULL,
    -- 1 compressed
    flags          INTEGER NOT NULL,
    -- which write made it
    version        INTEGER NOT NULL,
    -- where the log stood when it was made: invalidations after that concern it
    born           INTEGER NOT NULL,
    expires_at_ms  INTEGER NOT NULL,
    -- until then the expired value is kept
    stale_until_ms INTEGER NOT NULL,
    -- when the removal of what is over looks at it: not after stale_until_ms, and perhaps before, if that was moved on since
    check_at_ms    INTEGER NOT NULL,
    -- how long it was to count; what has more than that left was written under a clock that was set back since
    ttl_ms         INTEGER NOT NULL,
    -- each read prolongs it to so long from then, or 0
    idle_ms        INTEGER NOT NULL,
    -- how long its loader took
    load_us        INTEGER NOT NULL,
    -- hashes of its tags, 8 bytes each
    tags           BLOB,
    value          ANY     NOT NULL
) STRICT;

CREATE UNIQUE INDEX litecache_hashes ON litecache_entries (hash);

CREATE INDEX litecache_checks ON litecache_entries (check_at_ms);

-- Which entries were read since the hand of the eviction passed them: a bit for each place.
CREATE TABLE litecache_visited (
    chunk INTEGER PRIMARY KEY,
    bits  BLOB NOT NULL
) STRICT;

-- What was changed, in the order of the commits, for those who have copies. The newest row always stays, so that no number is given twice.
CREATE TABLE litecache_log (
    seq      INTEGER PRIMARY KEY,
    at_ms    INTEGER NOT NULL,
    -- who has changed it, 0 for a transaction of the application
    instance INTEGER NOT NULL,
    -- which of the instance's writes it was
    batch    INTEGER NOT NULL,
    -- 0 keys, 1 everything, 2 a namespace, 3 a tag, 4 a prefix
    kind     INTEGER NOT NULL,
    -- how many keys the log has told of so far
    total    INTEGER NOT NULL,
    -- hashes of 8 bytes each; of a prefix its namespace, followed by the text
    changed  BLOB    NOT NULL
) STRICT;

-- Entries that are older than the generation of their namespace, of one of their tags or of a prefix of their key do not count.
CREATE TABLE litecache_generations (
    kind   INTEGER NOT NULL,
    hash   INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    -- of a prefix: its namespace, and its text
    prefix BLOB,
    PRIMARY KEY (kind, hash)
) STRICT, WITHOUT ROWID;

-- Which keys are being loaded by one process for all.
CREATE TABLE litecache_leases (
    hash    INTEGER PRIMARY KEY,
    token   INTEGER NOT NULL,
    -- what tells that its process is dead, if anything can
    process TEXT    NOT NULL
) STRICT;

-- The names of the namespaces that there are, or were.
CREATE TABLE litecache_namespaces (
    hash INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

-- Whatever there is one of.
CREATE TABLE litecache_meta (
    name  TEXT PRIMARY KEY,
    value ANY  NOT NULL
) STRICT, WITHOUT ROWID;

-- Who has permits of a lock or a semaphore, or waits for them, in the order in which they came.
CREATE TABLE litecache_tickets (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- a hash of the name
    semaphore  INTEGER NOT NULL,
    permits    INTEGER NOT NULL,
    -- what tells that its process is dead, if anything can
    process    TEXT    NOT NULL,
    instance   INTEGER NOT NULL,
    -- when it ends by itself, if it does
    ends_at_ms INTEGER
) STRICT;

CREATE INDEX litecache_ticket_order ON litecache_tickets (semaphore, id);

CREATE INDEX litecache_ticket_instance ON litecache_tickets (instance);

-- Numbers that a damaged file before this one has given out are smaller.
INSERT INTO sqlite_sequence (name, seq) VALUES ('litecache_tickets', unixepoch() << 20);

-- When all permits of a key of a rate limiter will be back: nanoseconds since 1970.
CREATE TABLE litecache_rates (
    hash       INTEGER PRIMARY KEY,
    full_at_ns INTEGER NOT NULL
) STRICT;

CREATE INDEX litecache_rates_full ON litecache_rates (full_at_ns);
