package io.litestack.core.internal.outbox;

import io.litestack.core.Store;
import io.litestack.core.TimeLimitException;
import io.litestack.core.Transaction;
import io.litestack.core.WriteOptions;
import io.litestack.core.spi.outbox.OutboxMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The target's side: takes a batch over in one transaction, each row as a nested part of it.
 *
 * <p>A row that fails on its own account is set aside as a dead letter in that same transaction. Some rows do more harm: they end the whole
 * transaction (a trigger's {@code RAISE(ROLLBACK)}), make its commit fail (a deferred constraint), or take all its time. Such
 * a row is found, <em>poison</em>, and set aside by the next attempt without being tried.
 */
final class BatchApplier {
    /** One for each opening of each source. */
    private static final int KEPT_RECORDS = 100_000;

    private final SqliteRelay relay;
    private final Store target;
    private final Map<String, String> poison = new ConcurrentHashMap<>();

    BatchApplier(SqliteRelay relay) {
        this.relay = relay;
        this.target = relay.target();
    }

    /** Applies or sets aside, in their order, those rows that the target does not have. Throws if it cannot now. */
    void take(List<OutboxMessage> rows, Duration wait) {
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
                markPoison(attempt, e);
            }
        }
    }

    private void markPoison(Attempt attempt, Throwable failure) {
        OutboxMessage culprit = attempt.culprit(failure);
        if (culprit == null || poison.putIfAbsent(culprit.key(), attempt.reason(failure)) != null) {
            throw FailureClassifier.unchecked(failure);
        }
    }

    /** One transaction. */
    private final class Attempt {
        private final List<OutboxMessage> rows;
        private final Map<String, Long> lastSeqs = new HashMap<>(2);
        private final Map<String, Integer> taken = new HashMap<>(2);
        private @Nullable OutboxMessage failing;
        private String failure = "";
        private boolean isNewRecord;
        private boolean isReadyToCommit;
        private int applied;
        private int deadLetters;
        private int known;

        Attempt(List<OutboxMessage> rows) {
            this.rows = rows;
        }

        void run(Transaction tx) {
            relay.reached(RelayStep.BEGUN);
            for (OutboxMessage row : rows) {
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

        private void takeIfNew(Transaction tx, OutboxMessage row) {
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
            String reason = poison.get(row.key());
            if (reason != null || !isApplied(row)) {
                setAside(tx, row, reason == null ? failure : reason);
            }
            failing = null;
            lastSeqs.put(row.source(), row.seq());
            taken.merge(row.source(), 1, Integer::sum);
            relay.reached(RelayStep.APPLIED);
        }

        private boolean isApplied(OutboxMessage row) {
            try {
                target.<Exception>useWrite(nested -> relay.applier().apply(nested, row));
                applied++;
                return true;
            } catch (Throwable e) {
                if (!FailureClassifier.isOnRow(e)) {
                    throw FailureClassifier.unchecked(e);
                }
                failing = row;
                failure = FailureClassifier.reason(e);
                return false;
            }
        }

        private void setAside(Transaction tx, OutboxMessage row, String reason) {
            long now = target.config().clock().millis();
            tx.execute(
                    RelaySql.ADD_DEAD_LETTER,
                    row.source(),
                    row.seq(),
                    relay.name(),
                    row.kind(),
                    row.payload(),
                    reason,
                    now);
            tx.afterCommit(() -> relay.reportDeadLetter(row, reason));
            deadLetters++;
        }

        /** Whether the row that fails is among several, and cannot be known by how it failed. */
        boolean mustBeSplit(Throwable e) {
            return rows.size() > 1 && failing == null && isOnSomeRow(e);
        }

        private boolean isOnSomeRow(Throwable e) {
            return e instanceof TimeLimitException || (isReadyToCommit && FailureClassifier.isOnRow(e));
        }

        /** The row because of which this attempt failed, or null if it is not a row's fault. */
        @Nullable
        OutboxMessage culprit(Throwable e) {
            if (failing != null) {
                return failing;
            }
            return rows.size() == 1 && isOnSomeRow(e) ? rows.get(0) : null;
        }

        String reason(Throwable e) {
            return failing != null ? failure : FailureClassifier.reason(e);
        }

        void count() {
            rows.forEach(row -> poison.remove(row.key()));
            relay.count(applied, deadLetters, known);
        }
    }
}
