package io.litestack.core.spi.outbox;

import io.litestack.core.Store;
import io.litestack.core.TimeLimitException;
import io.litestack.core.Transaction;
import io.litestack.core.WriteOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The target's side: takes a batch over in one transaction, each row as a nested part of it.
 *
 * <p>A row that fails on its own account is parked in that same transaction. Some rows do more harm: they end the whole
 * transaction (a trigger's {@code RAISE(ROLLBACK)}), make its commit fail (a deferred constraint), or take all its time. Such
 * a row is found, <em>condemned</em>, and parked by the next attempt without being tried.
 */
final class Handover {
    /** One for each opening of each source. */
    private static final int KEPT_RECORDS = 100_000;

    private final SqliteRelay relay;
    private final Store target;
    private final Map<String, String> condemned = new ConcurrentHashMap<>();

    Handover(SqliteRelay relay) {
        this.relay = relay;
        this.target = relay.target();
    }

    /** Applies or parks, in their order, those rows that the target does not have. Throws if it cannot now. */
    void take(List<Delivery> rows, Duration wait) {
        WriteOptions options = WriteOptions.standard().withWaitTimeout(wait);
        while (true) {
            Attempt attempt = new Attempt(rows);
            try {
                target.useWrite(options, attempt::run);
                attempt.count();
                return;
            } catch (RuntimeException | Error e) {
                if (attempt.mustBeSplit(e)) {
                    rows.forEach(row -> take(List.of(row), wait));
                    return;
                }
                condemn(attempt, e);
            }
        }
    }

    private void condemn(Attempt attempt, Throwable failure) {
        Delivery culprit = attempt.culprit(failure);
        if (culprit == null || condemned.putIfAbsent(culprit.key(), attempt.reason(failure)) != null) {
            throw Blame.unchecked(failure);
        }
    }

    /** One transaction. */
    private final class Attempt {
        private final List<Delivery> rows;
        private final Map<String, Long> lastSeqs = new HashMap<>(2);
        private final Map<String, Integer> taken = new HashMap<>(2);
        private @Nullable Delivery failing;
        private String failure = "";
        private boolean isNewRecord;
        private boolean isReadyToCommit;
        private int applied;
        private int parked;
        private int known;

        Attempt(List<Delivery> rows) {
            this.rows = rows;
        }

        void run(Transaction tx) {
            relay.reached(RelayStep.BEGUN);
            for (Delivery row : rows) {
                takeIfNew(tx, row);
            }
            taken.forEach(
                    (source, count) -> tx.execute(RelaySql.ADVANCE, source, relay.name(), lastSeqs.get(source), count));
            if (isNewRecord) {
                tx.execute(RelaySql.TRIM, KEPT_RECORDS);
            }
            relay.reached(RelayStep.ADVANCED);
            isReadyToCommit = true;
        }

        private void takeIfNew(Transaction tx, Delivery row) {
            Long last = lastSeqs.get(row.source());
            if (last == null) {
                last = tx.queryFirst(RelaySql.LAST_SEQ, it -> it.getLong(1), row.source(), relay.name())
                        .orElse(0L);
                isNewRecord |= last == 0;
            }
            if (row.seq() <= last) {
                lastSeqs.put(row.source(), last);
                known++;
                return;
            }
            String reason = condemned.get(row.key());
            if (reason != null || !isApplied(row)) {
                park(tx, row, reason == null ? failure : reason);
            }
            failing = null;
            lastSeqs.put(row.source(), row.seq());
            taken.merge(row.source(), 1, Integer::sum);
            relay.reached(RelayStep.APPLIED);
        }

        private boolean isApplied(Delivery row) {
            try {
                target.<Exception>useWrite(nested -> relay.applier().apply(nested, row));
                applied++;
                return true;
            } catch (Throwable e) {
                if (!Blame.isOnRow(e)) {
                    throw Blame.unchecked(e);
                }
                failing = row;
                failure = Blame.reason(e);
                return false;
            }
        }

        private void park(Transaction tx, Delivery row, String reason) {
            long now = target.config().clock().millis();
            tx.execute(RelaySql.PARK, row.source(), row.seq(), relay.name(), row.kind(), row.payload(), reason, now);
            tx.afterCommit(() -> relay.tellParked(row, reason));
            parked++;
        }

        /** Whether the row that fails is among several, and cannot be told by how it failed. */
        boolean mustBeSplit(Throwable e) {
            return rows.size() > 1 && failing == null && isOnSomeRow(e);
        }

        private boolean isOnSomeRow(Throwable e) {
            return e instanceof TimeLimitException || (isReadyToCommit && Blame.isOnRow(e));
        }

        /** The row because of which this attempt failed, or null if it is not a row's fault. */
        @Nullable
        Delivery culprit(Throwable e) {
            if (failing != null) {
                return failing;
            }
            return rows.size() == 1 && isOnSomeRow(e) ? rows.get(0) : null;
        }

        String reason(Throwable e) {
            return failing != null ? failure : Blame.reason(e);
        }

        void count() {
            rows.forEach(row -> condemned.remove(row.key()));
            relay.count(applied, parked, known);
        }
    }
}
