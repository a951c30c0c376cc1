package io.litestack.core.internal.outbox;

import io.litestack.core.Store;
import io.litestack.core.TimeLimitException;
import io.litestack.core.spi.outbox.Applier;
import io.litestack.core.spi.outbox.DeadLetterRow;
import io.litestack.core.spi.outbox.OutboxMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of one relay that wait in the target for somebody to look at them. */
final class DeadLetterRows {
    private static final int AT_A_TIME = 100;

    private final Store target;
    private final String name;
    private final Applier applier;

    DeadLetterRows(Store target, String name, Applier applier) {
        this.target = target;
        this.name = name;
        this.applier = applier;
    }

    List<DeadLetterRow> list(int limit) {
        return after(0, limit);
    }

    private List<DeadLetterRow> after(long id, int limit) {
        return target.query(RelaySql.DEAD_LETTERS, DeadLetterRows::map, name, id, limit);
    }

    boolean retry(long id) {
        boolean[] isTrying = new boolean[1];
        try {
            return target.<Boolean, Exception>write(tx -> {
                Optional<DeadLetterRow> found = tx.queryFirst(RelaySql.DEAD_LETTER, DeadLetterRows::map, id, name);
                if (found.isEmpty()) {
                    return false;
                }
                isTrying[0] = true;
                applier.apply(tx, found.get().row());
                return tx.execute(RelaySql.REMOVE_DEAD_LETTER, id, name) > 0;
            });
        } catch (Throwable e) {
            if (!isTrying[0] || !(FailureClassifier.isOnRow(e) || e instanceof TimeLimitException)) {
                throw FailureClassifier.unchecked(e);
            }
            target.execute(
                    RelaySql.FAILED_AGAIN,
                    FailureClassifier.reason(e),
                    target.config().clock().millis(),
                    id);
            return false;
        }
    }

    int retryAll() {
        int applied = 0;
        long last = 0;
        for (List<DeadLetterRow> some = list(AT_A_TIME); !some.isEmpty(); some = after(last, AT_A_TIME)) {
            for (DeadLetterRow row : some) {
                applied += retry(row.id()) ? 1 : 0;
                last = row.id();
            }
        }
        return applied;
    }

    boolean discard(long id) {
        return target.execute(RelaySql.REMOVE_DEAD_LETTER, id, name) > 0;
    }

    private static DeadLetterRow map(ResultSet row) throws SQLException {
        OutboxMessage message = new OutboxMessage(row.getString(2), row.getLong(3), row.getString(4), row.getBytes(5));
        return new DeadLetterRow(row.getLong(1), message, row.getString(6), Instant.ofEpochMilli(row.getLong(7)));
    }
}
