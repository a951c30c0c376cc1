package io.litestack.core.internal.outbox;

import io.litestack.core.Transaction;
import java.util.HashMap;
import java.util.Map;

/**
 * What one transaction wants to have forwarded once it is committed. It is registered as a hook with each row, so that a
 * nested part that is rolled back takes its own registrations away and leaves the others', and runs once.
 */
final class PostCommitRelay implements Runnable {
    private final Transaction tx;
    private final SqliteOutbox outbox;
    private final Map<String, Long> lastSeqs = new HashMap<>(2);
    private boolean isDone;

    PostCommitRelay(Transaction tx, SqliteOutbox outbox) {
        this.tx = tx;
        this.outbox = outbox;
    }

    boolean isOf(Transaction other) {
        return tx == other;
    }

    void add(String target, long seq) {
        lastSeqs.merge(target, seq, Math::max);
    }

    @Override
    public void run() {
        if (!isDone) {
            isDone = true;
            outbox.forget(this);
            lastSeqs.forEach((target, seq) -> outbox.forwarders(target).forEach(it -> it.forwardNow(seq)));
        }
    }
}
