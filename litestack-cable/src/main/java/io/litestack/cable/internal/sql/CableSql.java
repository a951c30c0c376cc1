package io.litestack.cable.internal.sql;

import java.util.Collections;

/** The statements. */
public final class CableSql {
    /** The bit by which {@link io.litestack.core.spi.ChangeNotifier} tells of published messages. */
    public static final long PUBLISHED_TOPIC = 1L << 20;

    /** The bit by which it tells of rows of processes, consumers and members. */
    public static final long REGISTRY_TOPIC = 1L << 21;

    public static final String WRITE =
            "INSERT INTO litecable_messages (hash, channel, at_ms, payload) VALUES (?, ?, ?, ?)";

    /** How many messages {@link #WRITE_MANY} writes: a statement costs as much as its row. */
    public static final int MANY = 16;

    /** Messages of one time, which is the first parameter; three follow for each. */
    public static final String WRITE_MANY = "INSERT INTO litecable_messages (at_ms, hash, channel, payload) VALUES "
            + String.join(", ", Collections.nCopies(MANY, "(?1, ?, ?, ?)"));

    public static final String WRITE_RETURNING = WRITE + " RETURNING id";

    public static final String WRITE_AS =
            "INSERT INTO litecable_messages (hash, channel, at_ms, payload, id) VALUES (?, ?, ?, ?, ?)";

    /** What was written by mistake at the end of the log. */
    public static final String UNWRITE = "DELETE FROM litecable_messages WHERE id >= ?";

    /** Ids up to here have been given out, or are not to be. */
    public static final String FLOOR = "SELECT max(trimmed, floor) FROM litecable_log WHERE one = 1";

    public static final String LAST_TIME_BEFORE =
            "SELECT at_ms FROM litecable_messages WHERE id < ? ORDER BY id DESC LIMIT 1";

    public static final String SET_TIME = "UPDATE litecable_messages SET at_ms = ?2 WHERE id >= ?1 AND at_ms < ?2";

    /** The last id that was given, also if its message is gone. */
    public static final String HEAD = """
            SELECT max(trimmed, floor, coalesce((SELECT max(id) FROM litecable_messages), 0))
            FROM litecable_log WHERE one = 1""";

    public static final String LOG =
            "SELECT epoch, reserved, boot, file, trimmed, forgotten, floor FROM litecable_log WHERE one = 1";

    public static final String NEW_LOG = """
            INSERT INTO litecable_log (one, epoch, reserved, boot, file, trimmed, forgotten)
            VALUES (1, ?, 0, '', '', 0, 0) ON CONFLICT (one) DO NOTHING""";

    public static final String RESERVED = "SELECT reserved FROM litecable_log WHERE one = 1";

    public static final String RESERVE = "UPDATE litecable_log SET reserved = ? WHERE one = 1 AND reserved < ?1";

    public static final String SET_LOG =
            "UPDATE litecable_log SET epoch = ?, reserved = ?, boot = ?, file = ?, floor = ? WHERE one = 1";

    /** All messages after one and up to another. */
    public static final String READ = """
            SELECT id, channel, at_ms, payload FROM litecable_messages WHERE id > ? AND id <= ? ORDER BY id LIMIT ?""";

    /** Those of a channel. */
    public static final String READ_CHANNEL = """
            SELECT id, channel, at_ms, payload FROM litecable_messages
            WHERE hash = ?1 AND id > ?2 AND id <= ?3 AND channel = ?4 ORDER BY id LIMIT ?5""";

    /** The ids and channels of all messages after one and up to another: payloads are not touched. */
    public static final String SCAN =
            "SELECT id, channel FROM litecable_messages WHERE id > ? AND id <= ? ORDER BY id LIMIT ?";

    /** Those of a JSON array. */
    public static final String READ_ALL_OF = """
            SELECT id, channel, at_ms, payload FROM litecable_messages
            WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id""";

    public static final String TRIMMED_OF = "SELECT id FROM litecable_trimmed WHERE channel = ?";

    /** Channels of which messages after one were deleted. */
    public static final String TRIMMED_SINCE = "SELECT channel FROM litecable_trimmed WHERE id > ? LIMIT ?";

    // Trimming.

    public static final String COUNT_STRETCH = """
            SELECT count(*), max(id), max(at_ms), sum(length(payload) + length(CAST(channel AS BLOB)))
            FROM (SELECT id, at_ms, payload, channel FROM litecable_messages WHERE id > ? ORDER BY id LIMIT ?)""";

    public static final String MARK_TRIMMED = """
            INSERT INTO litecable_trimmed (channel, id, at_ms)
                SELECT channel, max(id), ?2 FROM litecable_messages WHERE id <= ?1 GROUP BY channel
            ON CONFLICT (channel) DO UPDATE SET id = max(id, excluded.id), at_ms = excluded.at_ms""";

    public static final String TRIM = "DELETE FROM litecable_messages WHERE id <= ?";

    public static final String SET_TRIMMED = "UPDATE litecable_log SET trimmed = max(trimmed, ?) WHERE one = 1";

    /** Channels that have lost messages before a time, and none since. */
    public static final String TRIMMED_BEFORE = "SELECT channel, id FROM litecable_trimmed WHERE at_ms < ? LIMIT ?";

    public static final String FORGET = "DELETE FROM litecable_trimmed WHERE channel = ? AND id = ?";

    public static final String SET_FORGOTTEN = "UPDATE litecable_log SET forgotten = max(forgotten, ?) WHERE one = 1";

    // Instances.

    public static final String ADD_INSTANCE = """
            INSERT INTO litecable_instances (process_id, heartbeat, lease_ms, name, started_at_ms) VALUES (?, 0, ?, ?, ?)
            RETURNING id""";

    public static final String HEARTBEAT = "UPDATE litecable_instances SET heartbeat = heartbeat + 1 WHERE id = ?";

    public static final String OTHER_INSTANCES =
            "SELECT id, process_id, heartbeat, lease_ms, name FROM litecable_instances WHERE id <> ?";

    public static final String DELETE_INSTANCE = "DELETE FROM litecable_instances WHERE id = ?";

    public static final String DELETE_HUNG_INSTANCE = "DELETE FROM litecable_instances WHERE id = ? AND heartbeat = ?";

    public static final String FREE_MEMBERS = "UPDATE litecable_members SET instance = NULL WHERE instance = ?";

    public static final String FREE_CONSUMERS = "UPDATE litecable_consumers SET owner = NULL WHERE owner = ?";

    public static final String FREE_ORPHANED_MEMBERS = """
            UPDATE litecable_members SET instance = NULL
            WHERE instance IS NOT NULL AND instance NOT IN (SELECT id FROM litecable_instances)""";

    public static final String FREE_ORPHANED_CONSUMERS = """
            UPDATE litecable_consumers SET owner = NULL
            WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM litecable_instances)""";

    // Consumers.

    /** The fence begins anywhere, so that of a consumer that was deleted and made anew no earlier one holds. */
    public static final String ADD_CONSUMER = """
            INSERT INTO litecable_consumers (name, position, owner, fence, failure, updated_at_ms)
            VALUES (?1, (%s), NULL, random() & 4611686018427387903, NULL, ?2)
            ON CONFLICT (name) DO NOTHING""".formatted(HEAD);

    public static final String ADD_CONSUMER_AT_OLDEST = """
            INSERT INTO litecable_consumers (name, position, owner, fence, failure, updated_at_ms)
            VALUES (?1, (SELECT trimmed FROM litecable_log WHERE one = 1), NULL,
                random() & 4611686018427387903, NULL, ?2)
            ON CONFLICT (name) DO NOTHING""";

    public static final String FREE_CONSUMER =
            "SELECT 1 FROM litecable_consumers WHERE name = ? AND owner IS NULL AND failure IS NULL";

    public static final String CLAIM_CONSUMER = """
            UPDATE litecable_consumers SET owner = ?1, fence = fence + 1
            WHERE name = ?2 AND owner IS NULL AND failure IS NULL
                AND EXISTS (SELECT 1 FROM litecable_instances WHERE id = ?1)
            RETURNING position, fence""";

    private static final String IF_OWN = " WHERE name = ?1 AND owner = ?2 AND fence = ?3";

    public static final String IS_OWN_CONSUMER = "SELECT 1 FROM litecable_consumers" + IF_OWN;

    public static final String ADVANCE_CONSUMER =
            "UPDATE litecable_consumers SET position = max(position, ?4), updated_at_ms = ?5" + IF_OWN;

    public static final String RELEASE_CONSUMER =
            "UPDATE litecable_consumers SET position = max(position, ?4), updated_at_ms = ?5, owner = NULL" + IF_OWN;

    public static final String STOP_CONSUMER =
            "UPDATE litecable_consumers SET position = max(position, ?4), updated_at_ms = ?5, owner = NULL, failure = ?6"
                    + IF_OWN;

    public static final String CONSUMERS = """
            SELECT c.name, c.position, i.name, c.failure, c.updated_at_ms
            FROM litecable_consumers c LEFT JOIN litecable_instances i ON i.id = c.owner ORDER BY c.name""";

    public static final String RESUME_CONSUMER =
            "UPDATE litecable_consumers SET failure = NULL WHERE name = ? AND failure IS NOT NULL";

    public static final String DELETE_CONSUMER = "DELETE FROM litecable_consumers WHERE name = ?";

    /** All messages up to here have been read by every consumer. */
    public static final String FIRST_UNREAD = "SELECT position FROM litecable_consumers ORDER BY position LIMIT 1";

    // Members.

    public static final String IS_MEMBER = "SELECT 1 FROM litecable_members WHERE channel = ? AND member = ? LIMIT 1";

    public static final String ADD_MEMBER = """
            INSERT INTO litecable_members (channel, member, info, since_ms, instance)
                SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM litecable_instances WHERE id = ?5)
            RETURNING id""";

    public static final String MOVE_MEMBER = "UPDATE litecable_members SET instance = ?2 WHERE id = ?1";

    public static final String LEAVE_MEMBER = "UPDATE litecable_members SET instance = NULL WHERE id = ?";

    public static final String ENDED_MEMBERS = "SELECT id FROM litecable_members WHERE instance IS NULL LIMIT 10000";

    public static final String DELETE_MEMBER = """
            DELETE FROM litecable_members WHERE id = ? AND instance IS NULL
            RETURNING channel, member, info, since_ms""";

    /** Each once, with what its oldest session says. */
    public static final String MEMBERS = """
            SELECT m.member, m.since_ms, m.info FROM litecable_members m
            WHERE m.channel = ?1
                AND m.id = (SELECT min(o.id) FROM litecable_members o WHERE o.channel = ?1 AND o.member = m.member)
            ORDER BY m.id""";

    private CableSql() {}
}
