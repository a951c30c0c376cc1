CREATE TABLE litestack_migration (
    version       INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL,
    checksum      TEXT    NOT NULL,
    applied_at_ms INTEGER NOT NULL,
    took_ms       INTEGER NOT NULL
) STRICT;

-- One row once the seed has been sown.
CREATE TABLE litestack_seed (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    seeded_at_ms INTEGER NOT NULL
) STRICT;
