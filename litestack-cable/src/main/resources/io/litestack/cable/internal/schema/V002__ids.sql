-- Ids follow the last message's, or what the row of litecable_log says if that is more: SQLite's own counter of the ids that it
-- has given out would be a further page to write with each message.

-- Ids up to here are not given out, though there may be no such messages.
ALTER TABLE litecable_log ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;

UPDATE litecable_log SET floor = coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'litecable_messages'), 0);

CREATE TABLE litecable_counted AS SELECT * FROM litecable_messages;
DROP TABLE litecable_messages;

-- The log: one row a message, in the order of the commits. Times are milliseconds since 1970, bound by the program.
CREATE TABLE litecable_messages (
    id      INTEGER PRIMARY KEY,
    -- by which the messages of a channel are found: several channels may share one
    hash    INTEGER NOT NULL,
    channel TEXT    NOT NULL,
    -- never less than in the row before
    at_ms   INTEGER NOT NULL,
    payload BLOB    NOT NULL
) STRICT;

INSERT INTO litecable_messages (id, hash, channel, at_ms, payload)
    SELECT id, hash, channel, at_ms, payload FROM litecable_counted ORDER BY id;
DROP TABLE litecable_counted;

CREATE INDEX litecable_by_channel ON litecable_messages (hash, id);
