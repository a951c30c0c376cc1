package io.litestack.core.internal.outbox;

/** The statements on the source's side. */
final class OutboxSql {
    static final String APPEND =
            "INSERT INTO litestack_outbox (incarnation, target, kind, payload) VALUES (?, ?, ?, ?)";

    static final String NEXT = """
            SELECT seq, incarnation, kind, payload, length(payload)
              FROM litestack_outbox
             WHERE target = ? AND seq > ?
             ORDER BY seq
             LIMIT ?""";

    static final String SIZE = "SELECT count(*) FROM litestack_outbox WHERE target = ?";

    /** The last row of a bite. */
    static final String BITE = """
            SELECT max(seq)
              FROM (SELECT seq FROM litestack_outbox WHERE target = ? AND seq <= ? ORDER BY seq LIMIT ?)""";

    static final String COUNT_PRUNED = """
            INSERT INTO litestack_outbox_done (incarnation, target, pruned)
            SELECT incarnation, target, count(*)
              FROM litestack_outbox
             WHERE target = ? AND seq <= ?
             GROUP BY incarnation, target
                ON CONFLICT (incarnation, target) DO UPDATE SET pruned = pruned + excluded.pruned""";

    static final String PRUNE = "DELETE FROM litestack_outbox WHERE target = ? AND seq <= ?";

    static final String TRIM_DONE =
            "DELETE FROM litestack_outbox_done WHERE id <= (SELECT max(id) FROM litestack_outbox_done) - ?";

    static final String PRUNED = "SELECT incarnation, pruned FROM litestack_outbox_done WHERE target = ?";

    static final String PATH_OF = "SELECT path FROM litestack_outbox_targets WHERE target = ?";

    static final String SEEN_AT = """
            INSERT INTO litestack_outbox_targets (target, path)
            VALUES (?, ?)
                ON CONFLICT (target) DO UPDATE SET path = excluded.path""";

    /** Other targets that were seen last at a path, and whose names begin with the same words. */
    static final String PREDECESSORS = """
            SELECT target
              FROM litestack_outbox_targets
             WHERE path = ?1 AND substr(target, 1, length(?2)) = ?2 AND target <> ?3""";

    static final String APPEND_AGAIN = """
            INSERT INTO litestack_outbox (incarnation, target, kind, payload)
            SELECT ?, ?, kind, payload FROM litestack_outbox WHERE target = ? ORDER BY seq""";

    static final String REMOVE = "DELETE FROM litestack_outbox WHERE target = ?";

    static final String COUNT = "SELECT coalesce(sum(pruned), 0) FROM litestack_outbox_done WHERE target = ?";

    static final String REMOVE_COUNT = "DELETE FROM litestack_outbox_done WHERE target = ?";

    static final String REMOVE_TARGET = "DELETE FROM litestack_outbox_targets WHERE target = ?";

    private OutboxSql() {}
}
