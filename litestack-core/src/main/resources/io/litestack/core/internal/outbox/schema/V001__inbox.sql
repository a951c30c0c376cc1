-- Whose effects are in this file, until whoever ran them knows for good that they are finished.
CREATE TABLE litestack_inbox (
    id      INTEGER PRIMARY KEY,
    source  TEXT    NOT NULL,
    work_id INTEGER NOT NULL,
    run     INTEGER NOT NULL,
    UNIQUE (source, work_id, run)
) STRICT;
