-- What is on its way to another file: appended in the transaction that caused it, deleted once the target has it.
CREATE TABLE litestack_outbox (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    incarnation TEXT NOT NULL,
    target      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    payload     BLOB NOT NULL
) STRICT;

CREATE INDEX litestack_outbox_by_target ON litestack_outbox (target, seq);

-- How many rows of an incarnation were deleted because the target had them. An older copy of the target has fewer.
CREATE TABLE litestack_outbox_done (
    id          INTEGER PRIMARY KEY,
    incarnation TEXT    NOT NULL,
    target      TEXT    NOT NULL,
    pruned      INTEGER NOT NULL,
    UNIQUE (incarnation, target)
) STRICT;

-- Where each target was seen last: a file that is there now in its place takes over what waits for it.
CREATE TABLE litestack_outbox_targets (
    target TEXT PRIMARY KEY,
    path   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX litestack_outbox_targets_by_path ON litestack_outbox_targets (path, target);
