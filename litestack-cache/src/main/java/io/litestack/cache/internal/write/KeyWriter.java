package io.litestack.cache.internal.write;

import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.log.Scope;
import io.litestack.core.ClosedException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StoreException;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.TransactionInternals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Changes that somebody waits for: they return once they are committed, or throw. Those of many threads are made together. In a {@code
 * write} of the cache's own file they become part of that, and take effect here when it ends. Thread-safe.
 */
public final class KeyWriter {
    private static final long LATELY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final WriteParts parts;
    private final Commands commands;
    private final Group.Waiting waiting = new Group.Waiting();

    /** When somebody began to wait last, in ticks; read and written without care. */
    private volatile long awaitedAt;

    public KeyWriter(WriteParts parts) {
        this.parts = parts;
        this.awaitedAt = parts.context().clock().ticks() - LATELY_NANOS;
        this.commands = parts.context().internals().commands();
    }

    /** Changes keys. */
    public <R extends @Nullable Object> R change(List<Key> keys, KeyWork<R> work) {
        if (commands.isInTransaction()) {
            return parts.context().store().write(transaction -> changeWithin(transaction, keys, work));
        }
        KeyCommand<R> command = new KeyCommand<>(parts, keys, work, waiting, false);
        boolean isKnown = false;
        try {
            command.begin();
            waiting.add(command);
            awaitedAt = parts.context().clock().ticks();
            execute(command);
            isKnown = true;
            return command.finished();
        } catch (OutcomeUnknownException e) {
            isKnown = true;
            command.unknown();
            throw e;
        } catch (StoreException e) {
            parts.context().health().saw(e);
            throw e;
        } catch (ClosedException e) {
            throw parts.context().health().isSuperseded() ? replaced(e) : e;
        } finally {
            if (!isKnown) {
                command.failed();
            }
        }
    }

    /** Returns once the change is committed, by whomever. */
    private void execute(KeyCommand<?> command) {
        while (true) {
            try {
                commands.execute(command, Ack.DURABLE);
            } catch (RuntimeException | Error e) {
                if (isMadeByAnother(command, e)) {
                    return;
                }
                throw e;
            }
            Group group = command.group();
            if (group.isLedBy(command)) {
                group.committed();
                return;
            }
            if (group.isWritten() || group.isCommitted()) {
                return;
            }
            // whoever led has failed, for whatever reason
            command.again();
        }
    }

    /** The command has failed or could not be run; another one may have made the change before. */
    private boolean isMadeByAnother(KeyCommand<?> command, Throwable cause) {
        Group group = command.giveUp();
        if (group == null) {
            return false;
        }
        if (group.isLedBy(command)) {
            group.failed(parts, cause);
            return false;
        }
        return group.isCommitted();
    }

    /** Whether somebody has begun to wait for a change a short time ago, so that soon somebody may again. */
    boolean wasAwaitedLately() {
        return parts.context().clock().ticks() - awaitedAt < LATELY_NANOS;
    }

    /** Whether somebody waits for a change that nobody makes yet. */
    boolean isAwaited() {
        return waiting.isAnybody();
    }

    private StoreException replaced(ClosedException cause) {
        return new StoreException(
                parts.context().store().config().path()
                        + " was damaged and another file takes its place; nothing was stored. Try again",
                cause);
    }

    private <R extends @Nullable Object> R changeWithin(Transaction transaction, List<Key> keys, KeyWork<R> work) {
        KeyCommand<R> command = new KeyCommand<>(parts, keys, work, waiting, true);
        command.begin();
        transaction.afterCommit(() -> {
            command.group().written(parts);
            command.group().committed();
            var unused = command.finished();
        });
        transaction.afterRollback(() -> {
            Group group = command.giveUp();
            if (group != null) {
                group.failed(parts, new IllegalStateException("the transaction was rolled back"));
            }
            command.failed();
        });
        TransactionInternals.of(transaction).run(command);
        return command.result();
    }

    // Many entries at once.

    /** Invalidates many entries. */
    public void invalidate(Scope scope) {
        if (commands.isInTransaction()) {
            parts.context().store().useWrite(transaction -> invalidateWithin(transaction, scope));
            return;
        }
        ScopeCommand command = new ScopeCommand(scope, false);
        try {
            commands.execute(command, Ack.DURABLE);
        } catch (StoreException e) {
            parts.context().health().saw(e);
            throw e;
        }
        command.committed();
    }

    private void invalidateWithin(Transaction transaction, Scope scope) {
        ScopeCommand command = new ScopeCommand(scope, true);
        parts.generations().suspend(scope);
        transaction.afterCommit(() -> {
            command.committed();
            parts.generations().resume(scope);
        });
        transaction.afterRollback(() -> parts.generations().resume(scope));
        TransactionInternals.of(transaction).run(command);
    }

    private final class ScopeCommand implements Command<Boolean> {
        private final Scope scope;
        private final boolean isWithin;
        private long number;
        private long seq;

        ScopeCommand(Scope scope, boolean isWithin) {
            this.scope = scope;
            this.isWithin = isWithin;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            number = number == 0 ? parts.batches().next() : number;
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
}
