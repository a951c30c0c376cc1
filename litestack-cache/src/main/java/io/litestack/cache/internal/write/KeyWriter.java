package io.litestack.cache.internal.write;

import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.log.Scope;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.TransactionInternals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes that somebody waits for: they return once they are committed, or throw. In a {@code write} of the cache's own file they become
 * part of that, and take effect here when it ends. Thread-safe.
 */
public final class KeyWriter {
    private final WriteParts parts;
    private final Commands commands;

    public KeyWriter(WriteParts parts) {
        this.parts = parts;
        this.commands = parts.context().internals().commands();
    }

    /** Changes keys. */
    public <R extends @Nullable Object> R change(List<Key> keys, KeyWork<R> work) {
        if (commands.isInTransaction()) {
            return changeWithin(keys, work);
        }
        KeyCommand<R> command = new KeyCommand<>(keys, work);
        boolean isKnown = false;
        try {
            command.begin();
            R result = commands.execute(command, Ack.DURABLE);
            isKnown = true;
            command.committed();
            return result;
        } catch (OutcomeUnknownException e) {
            isKnown = true;
            command.unknown();
            throw e;
        } finally {
            if (!isKnown) {
                command.failed();
            }
        }
    }

    private <R extends @Nullable Object> R changeWithin(List<Key> keys, KeyWork<R> work) {
        KeyCommand<R> command = new KeyCommand<>(keys, work);
        return parts.context().store().write(transaction -> {
            command.begin();
            transaction.afterCommit(command::committed);
            transaction.afterRollback(command::failed);
            return TransactionInternals.of(transaction).run(command);
        });
    }

    /** Invalidates many entries. */
    public void invalidate(Scope scope) {
        if (commands.isInTransaction()) {
            parts.context().store().useWrite(transaction -> {
                ScopeCommand command = new ScopeCommand(scope);
                parts.generations().suspend(scope);
                transaction.afterCommit(() -> {
                    command.committed();
                    parts.generations().resume(scope);
                });
                transaction.afterRollback(() -> parts.generations().resume(scope));
                TransactionInternals.of(transaction).run(command);
            });
            return;
        }
        ScopeCommand command = new ScopeCommand(scope);
        commands.execute(command, Ack.DURABLE);
        command.committed();
    }

    private final class ScopeCommand implements Command<Boolean> {
        private final Scope scope;
        private final boolean isWithin = commands.isInTransaction();
        private final long number = parts.batches().next();
        private long seq;

        ScopeCommand(Scope scope) {
            this.scope = scope;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            WriteBatch batch = isWithin
                    ? WriteBatch.within(parts, statements, number, new ArrayList<>())
                    : WriteBatch.own(parts, statements, number, new ArrayList<>());
            batch.invalidate(scope);
            seq = batch.seq();
            return true;
        }

        void committed() {
            parts.generations().invalidate(scope, seq);
            parts.log().committed(seq);
        }
    }

    private final class KeyCommand<R extends @Nullable Object> implements Command<R> {
        private final List<Key> keys;
        private final KeyWork<R> work;
        private final boolean isWithin = commands.isInTransaction();
        private final long number = parts.batches().next();
        private final long[] stamps;
        private int begun;
        private final List<PendingWrite> taken = new ArrayList<>(2);
        private Map<Key, Entry> results = Map.of();
        private long seq;
        private boolean hasChanged;

        KeyCommand(List<Key> keys, KeyWork<R> work) {
            this.keys = keys;
            this.work = work;
            this.stamps = new long[keys.size()];
        }

        void begin() {
            for (Key key : keys) {
                stamps[begun] = parts.pending().beginWaiting(key);
                begun++;
            }
        }

        @Override
        public R run(Statements statements) throws SQLException {
            WriteBatch batch = isWithin
                    ? WriteBatch.within(parts, statements, number, taken)
                    : WriteBatch.own(parts, statements, number, taken);
            batch.writeTaken();
            for (Key key : keys) {
                batch.settle(key);
            }
            results = new HashMap<>(4);
            R result = work.run(batch, results);
            long before = batch.seq();
            batch.finish();
            seq = batch.seq();
            hasChanged = seq != before;
            return result;
        }

        void committed() {
            parts.batches().committed(number);
            if (hasChanged) {
                parts.log().committed(seq);
            }
            end(number, results);
        }

        /** It is not committed: what it has taken is lost. */
        void failed() {
            parts.batches().failed(number);
            end(0, Map.of());
        }

        /** It may be committed. */
        void unknown() {
            failed();
            keys.forEach(key ->
                    parts.pending().invalidate(key, parts.context().clock().ticks()));
        }

        private void end(long batch, Map<Key, Entry> entries) {
            for (int i = 0; i < begun; i++) {
                Key key = keys.get(i);
                parts.pending().endWaiting(key, batch, entries.get(key), stamps[i]);
            }
        }
    }
}
