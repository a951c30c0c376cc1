package io.litestack.core.internal.outbox;

/** The statements on the target's side, and those of the inbox. */
final class RelaySql {
    static final String LAST_SEQ = "SELECT last_seq FROM litestack_relay WHERE incarnation = ? AND target = ?";

    static final String ADVANCE = """
            INSERT INTO litestack_relay (incarnation, target, last_seq, taken, missed)
            VALUES (?, ?, ?, ?, 0)
                ON CONFLICT (incarnation, target) DO UPDATE
               SET last_seq = excluded.last_seq, taken = taken + excluded.taken""";

    static final String TRIM = "DELETE FROM litestack_relay WHERE id <= (SELECT max(id) FROM litestack_relay) - ?";

    static final String TAKEN = "SELECT taken FROM litestack_relay WHERE incarnation = ? AND target = ?";

    static final String MISS = """
            INSERT INTO litestack_relay (incarnation, target, last_seq, taken, missed)
            VALUES (?, ?, 0, ?, ?)
                ON CONFLICT (incarnation, target) DO UPDATE
               SET taken = excluded.taken, missed = missed + excluded.missed""";

    static final String IDENTITY = "SELECT name FROM litestack_relay_identity WHERE id = 1";

    static final String IDENTIFY =
            "INSERT INTO litestack_relay_identity (id, name) VALUES (1, ?) ON CONFLICT (id) DO NOTHING";

    static final String ADD_DEAD_LETTER = """
            INSERT INTO litestack_relay_parked (incarnation, seq, target, kind, payload, reason, parked_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?)""";

    static final String DEAD_LETTERS = """
            SELECT id, incarnation, seq, kind, payload, reason, parked_at_ms
              FROM litestack_relay_parked
             WHERE target = ? AND id > ?
             ORDER BY id
             LIMIT ?""";

    static final String DEAD_LETTER = """
            SELECT id, incarnation, seq, kind, payload, reason, parked_at_ms
              FROM litestack_relay_parked
             WHERE id = ? AND target = ?""";

    static final String FAILED_AGAIN = "UPDATE litestack_relay_parked SET reason = ?, parked_at_ms = ? WHERE id = ?";

    static final String REMOVE_DEAD_LETTER = "DELETE FROM litestack_relay_parked WHERE id = ? AND target = ?";

    static final String RECORD = """
            INSERT INTO litestack_inbox (source, work_id, run) VALUES (?, ?, ?)
                ON CONFLICT (source, work_id, run) DO NOTHING""";

    static final String IS_RECORDED = "SELECT 1 FROM litestack_inbox WHERE source = ? AND work_id = ? AND run = ?";

    static final String FORGET = "DELETE FROM litestack_inbox WHERE source = ? AND work_id = ? AND run = ?";

    static final String RECORDED = "SELECT source, work_id, run FROM litestack_inbox ORDER BY id LIMIT ?";

    private RelaySql() {}
}
