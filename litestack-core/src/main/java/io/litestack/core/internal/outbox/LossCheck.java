package io.litestack.core.internal.outbox;

import io.litestack.core.Snapshot;
import io.litestack.core.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds out whether the target lacks rows that the source has deleted, which means that it was restored from an older copy
 * (or made anew). A row is deleted only after the target had it, so for each incarnation the target has taken at least as
 * many as were deleted; and since the source is read first, that holds whatever others do meanwhile. What is missing is
 * reported once, and then counted in {@code litestack_relay.missed}.
 */
final class LossCheck {
    private final Store source;
    private final SqliteRelay relay;

    LossCheck(Store source, SqliteRelay relay) {
        this.source = source;
        this.relay = relay;
    }

    void run() {
        Map<String, Long> pruned = pruned();
        if (pruned.isEmpty() || missing(pruned).isEmpty()) {
            return;
        }
        long missed = settle(pruned);
        if (missed > 0) {
            relay.reportMissing(source, missed);
        }
    }

    private Map<String, Long> pruned() {
        return source.query(OutboxSql.PRUNED, row -> Map.entry(row.getString(1), row.getLong(2)), relay.name()).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** How many rows of each incarnation the target lacks; those of which it lacks none are left out. */
    private Map<String, Long> missing(Map<String, Long> pruned) {
        return relay.target().read(view -> {
            Map<String, Long> missing = new HashMap<>();
            pruned.forEach((incarnation, deleted) -> {
                long lacks = deleted - taken(view, incarnation);
                if (lacks > 0) {
                    missing.put(incarnation, lacks);
                }
            });
            return missing;
        });
    }

    private long taken(Snapshot view, String incarnation) {
        return view.queryFirst(RelaySql.TAKEN, row -> row.getLong(1), incarnation, relay.name())
                .orElse(0L);
    }

    /** Another process may have found the same: only the first of us counts and reports it. */
    private long settle(Map<String, Long> pruned) {
        return relay.target().<Long, RuntimeException>write(tx -> {
            Map<String, Long> missing = missing(pruned);
            missing.forEach((incarnation, lacks) ->
                    tx.execute(RelaySql.MISS, incarnation, relay.name(), pruned.get(incarnation), lacks));
            return missing.values().stream().mapToLong(Long::longValue).sum();
        });
    }
}
