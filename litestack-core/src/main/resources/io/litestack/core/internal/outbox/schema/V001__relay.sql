-- How far each incarnation of each source was taken over, and how many rows that were. The rows that a restored copy of
-- this file was found to lack count as taken, and as missed.
CREATE TABLE litestack_relay (
    id          INTEGER PRIMARY KEY,
    incarnation TEXT    NOT NULL,
    target      TEXT    NOT NULL,
    last_seq    INTEGER NOT NULL,
    taken       INTEGER NOT NULL,
    missed      INTEGER NOT NULL,
    UNIQUE (incarnation, target)
) STRICT;

-- What was taken over and could not be applied.
CREATE TABLE litestack_relay_parked (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    incarnation  TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    target       TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    payload      BLOB    NOT NULL,
    reason       TEXT    NOT NULL,
    parked_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX litestack_relay_parked_by_target ON litestack_relay_parked (target, id);

-- What tells this file from others of its name: a copy has the same, a file that is made anew another one.
CREATE TABLE litestack_relay_identity (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL
) STRICT;
