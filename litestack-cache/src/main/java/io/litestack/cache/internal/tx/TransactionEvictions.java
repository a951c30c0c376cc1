package io.litestack.cache.internal.tx;

import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.write.WriteBatch;
import io.litestack.cache.internal.write.WriteParts;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.core.spi.outbox.OutboxMessage;
import io.litestack.core.spi.outbox.Relay;
import java.sql.SQLException;

/**
 * Invalidates as part of transactions of the application: in the cache's own file directly, else by way of the outbox of the transaction's
 * file. From the call on until it has taken effect, or will not, nothing of what it names is read. Thread-safe.
 */
public final class TransactionEvictions implements AutoCloseable {
    private static final String KIND = "evict";
    private static final String ROLE = "cache";

    private final WriteParts parts;
    private final OpenEvictions open;
    private final Relay relay;

    /** Opens the relay, which writes to the file, and is not to be waited for inside a transaction. */
    public TransactionEvictions(WriteParts parts, OpenEvictions open) {
        this.parts = parts;
        this.open = open;
        Store store = parts.context().store();
        this.relay = Relay.open(store, Relay.nameFor(store, ROLE), this::apply);
    }

    /** Invalidates if and only if the transaction commits. */
    public void evict(Transaction transaction, Eviction eviction) {
        TransactionInternals internals = TransactionInternals.of(transaction);
        boolean isSameFile =
                internals.store().commands() == parts.context().internals().commands();
        open.begin(eviction);
        boolean isPart = false;
        try {
            transaction.afterRollback(() -> open.rolledBack(eviction.id()));
            if (isSameFile) {
                transaction.afterCommit(this::learn);
                internals.run(new EvictCommand(eviction));
            } else {
                relay.send(transaction, KIND, eviction.encoded());
                transaction.afterCommit(this::learn);
            }
            isPart = true;
        } finally {
            if (!isPart) {
                open.rolledBack(eviction.id());
            }
        }
    }

    /** Reads in the log that it has taken effect; if that fails somebody else will. */
    private void learn() {
        parts.log().verifyNow();
    }

    /** Takes over what transactions of another file have left there. */
    public void attach(Store source) {
        relay.attach(source);
    }

    private void apply(Transaction transaction, OutboxMessage message) {
        Eviction eviction = Eviction.decoded(message.payload());
        TransactionInternals.of(transaction).run(new EvictCommand(eviction));
        transaction.afterCommit(this::learn);
    }

    private final class EvictCommand implements Command<Boolean> {
        private final Eviction eviction;

        EvictCommand(Eviction eviction) {
            this.eviction = eviction;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            WriteBatch batch = WriteBatch.ofTransaction(parts, statements, eviction.id());
            Key key = eviction.key(parts.context().keys());
            if (key != null) {
                batch.remove(key);
            } else {
                batch.invalidate(eviction.scope(parts.context().keys()));
            }
            batch.finish();
            return true;
        }
    }

    @Override
    public void close() {
        relay.close();
    }
}
