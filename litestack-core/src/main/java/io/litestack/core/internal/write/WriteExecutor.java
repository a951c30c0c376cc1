package io.litestack.core.internal.write;

import io.litestack.core.StoreException;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.WriteOptions;
import io.litestack.core.internal.commit.PendingEvents.Pending;
import io.litestack.core.internal.commit.PostCommit;
import io.litestack.core.internal.context.StackReserve;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.context.Threads;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StatementSource;
import io.litestack.core.spi.StoreInternals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs writes: inside the transaction that the thread has open already, or else in one of their own. */
public final class WriteExecutor {
    private static final long BUSY_PAUSE_NANOS = 1_000_000;

    /** What runs on the write connection without a transaction. */
    @FunctionalInterface
    public interface OnConnection<T> {
        T run(CachedConnection connection) throws SQLException;
    }

    private final StoreContext store;
    private final StoreInternals internals;
    private final WriterAccess writer;
    private final PostCommit postCommit;
    private final ThreadStates threads;

    /**
     * Makes an executor.
     *
     * @param internals the store as its transactions show it to the modules
     */
    public WriteExecutor(
            StoreContext store,
            StoreInternals internals,
            WriterAccess writer,
            PostCommit postCommit,
            ThreadStates threads) {
        this.store = store;
        this.internals = internals;
        this.writer = writer;
        this.postCommit = postCommit;
        this.threads = threads;
    }

    public <T extends @Nullable Object, X extends Exception> T write(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X {
        ThreadState state = threads.current();
        if (state.write == null) {
            return newWrite(options, true).run(state, work);
        }
        refuseSyncedIfNever(options);
        return state.write.nest(options, work);
    }

    /** As {@link #write}, with foreign keys off, which cannot be done in the midst of a transaction. */
    public <T extends @Nullable Object, X extends Exception> T writeWithoutForeignKeys(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X {
        ThreadState state = threads.current();
        if (state.write != null) {
            throw new IllegalStateException(
                    "foreign keys cannot be switched off inside a transaction; do it before, or after " + store.path()
                            + " has committed");
        }
        return newWrite(options, false).run(state, work);
    }

    /** Begins a write that its caller ends. */
    public OpenTransaction begin(WriteOptions options) {
        return begin(newWrite(options, true));
    }

    /** As {@link #begin}, with foreign keys off. */
    public OpenTransaction beginWithoutForeignKeys(WriteOptions options) {
        return begin(newWrite(options, false));
    }

    private static OpenTransaction begin(Write write) {
        write.open();
        return write;
    }

    /** Writes the file anew, without free pages. */
    public void vacuum() {
        store.refuseIfClosed();
        if (threads.current().write != null) {
            throw new IllegalStateException("VACUUM is not possible inside a transaction on " + store.path());
        }
        onConnection(connection -> {
            connection.closeOwn(); // SQLite refuses while a statement is under way
            connection.runOnce("VACUUM");
            return true;
        });
        if (postCommit.isFull()) {
            postCommit.flushUpTo(writer.connection().mark());
        }
    }

    /**
     * Runs something on the write connection, outside any transaction. It is run again while another process is putting the
     * log in order, as one does that opens the file just now.
     */
    public <T> T onConnection(OnConnection<T> action) {
        WriterLock.Permit permit = WriterLock.Permit.ofCurrentThread();
        long timeout = store.config().waitTimeout().toNanos();
        long end = store.ticks() + timeout;
        writer.lock().acquire(permit, timeout);
        try {
            return onConnectionUntil(end, action);
        } finally {
            writer.lock().release(permit);
        }
    }

    private <T> T onConnectionUntil(long end, OnConnection<T> action) {
        while (true) {
            try {
                return action.run(writer.connection().current());
            } catch (SQLException e) {
                if (!SqliteErrors.isBusy(e) || store.ticks() - end >= 0) {
                    throw SqliteErrors.translate(e, "looking into the file", store.path());
                }
                Threads.pause(BUSY_PAUSE_NANOS);
            }
        }
    }

    /** Returns when everything that anybody has committed before the call is flushed, other processes among them. */
    public void flushAll() {
        flush(true);
    }

    /** Returns when everything that this process has committed before the call is flushed. */
    public void flushOwn() {
        flush(false);
    }

    private void flush(boolean isOthersToo) {
        postCommit.refuseIfNeverFlushed();
        store.refuseIfClosed();
        WriteConnection connection = writer.connection();
        postCommit.flushUpTo(isOthersToo ? connection.mark() : connection.commits());
    }

    private Write newWrite(WriteOptions options, boolean enforcesForeignKeys) {
        refuseSyncedIfNever(options);
        store.refuseIfClosed();
        long wait = options.waitTimeout().orElse(store.config().waitTimeout()).toNanos();
        return new Write(
                new WriteTransaction(store, internals, writer.connection(), options, enforcesForeignKeys), wait);
    }

    private void refuseSyncedIfNever(WriteOptions options) {
        if (options.isSynced()) {
            postCommit.refuseIfNeverFlushed();
        }
    }

    /** One write from the lock to its hooks; a class of its own because each step wants the figures of the one before. */
    private final class Write implements OpenTransaction {
        private final WriteTransaction transaction;
        private final long waitNanos;
        private long waited;
        private long acquiredAt;
        private long commit;
        private boolean ended;

        Write(WriteTransaction transaction, long waitNanos) {
            this.transaction = transaction;
            this.waitNanos = waitNanos;
        }

        <T extends @Nullable Object, X extends Exception> T run(ThreadState state, Work<? super Transaction, T, X> work)
                throws X {
            StackReserve.require();
            T result;
            try {
                result = locked(state, work);
            } catch (Throwable e) {
                afterRollback(e);
                throw e;
            }
            afterCommit();
            return result;
        }

        /** Once it has committed, nothing is thrown any more. */
        private <T extends @Nullable Object, X extends Exception> T locked(
                ThreadState state, Work<? super Transaction, T, X> work) throws X {
            try {
                acquire();
                state.write = transaction;
                beginTransaction();
                T result = work.run(transaction);
                commitTransaction();
                return result;
            } finally {
                state.write = null;
                release();
            }
        }

        void open() {
            StackReserve.require();
            boolean isBegun = false;
            try {
                acquire();
                beginTransaction();
                transaction.openEnded();
                isBegun = true;
            } finally {
                if (!isBegun) {
                    release();
                }
            }
        }

        @Override
        public Transaction transaction() {
            return transaction;
        }

        @Override
        public StatementSource statements() {
            return transaction;
        }

        @Override
        public boolean isOpen() {
            return !ended && !transaction.isRolledBack();
        }

        @Override
        public int setSavepoint() {
            return transaction.savepoints().set();
        }

        @Override
        public void rollbackTo(int savepoint) {
            transaction.savepoints().rollbackTo(savepoint);
        }

        @Override
        public void release(int savepoint) {
            transaction.savepoints().release(savepoint);
        }

        @Override
        public void commit() {
            if (ended) {
                throw new IllegalStateException("the transaction on " + store.path() + " has ended");
            }
            ended = true;
            try {
                commitAndRelease();
            } catch (Throwable e) {
                afterRollback(e);
                throw e;
            }
            afterCommit();
        }

        private void commitAndRelease() {
            try {
                commitTransaction();
            } finally {
                release();
            }
        }

        @Override
        public void rollback() {
            if (!ended) {
                ended = true;
                release();
                afterRollback(new StoreException(
                        "the transaction on " + store.path() + " was rolled back by its owner", null));
            }
        }

        @Override
        public void close() {
            rollback();
        }

        private void acquire() {
            long start = store.ticks();
            waited = writer.lock().acquire(transaction, waitNanos);
            acquiredAt = start + waited;
        }

        private void beginTransaction() {
            writer.admit();
            transaction.begin(Math.max(0, waitNanos - waited), waited);
            writer.watch();
        }

        private void commitTransaction() {
            List<Pending> events = pending(transaction.hooks().events());
            writer.admission().refuseIfFilesLost();
            commit = transaction.commit();
            announce(events);
        }

        /** Made before the commit, so that nothing can fail for want of memory after it. */
        private static List<Pending> pending(List<Runnable> events) {
            if (events.isEmpty()) {
                return List.of();
            }
            List<Pending> pending = new ArrayList<>(events.size());
            for (Runnable event : events) {
                pending.add(new Pending(event::run));
            }
            return pending;
        }

        /** Never throws: a writer in doubt is looked into before its next use. */
        private void release() {
            try {
                transaction.rollback();
            } catch (Throwable e) {
                writer.connection().doubt();
            } finally {
                writer.release(transaction);
            }
        }

        private void afterCommit() {
            long held = heldNanos();
            long flushed = postCommit.isFull() || transaction.isSynced() ? postCommit.awaitFlush(commit) : 0;
            try {
                store.listener().onCommit(waited, held, flushed);
            } catch (Throwable e) {
                postCommit.report(e);
            }
            runHooks(transaction.hooks().commitHooks());
        }

        private long heldNanos() {
            try {
                return store.ticks() - acquiredAt;
            } catch (Throwable e) {
                // a ticker that throws must not make the commit look as if it had failed
                return 0;
            }
        }

        private void afterRollback(Throwable cause) {
            if (transaction.isRolledBack()) {
                try {
                    store.listener().onRollback(cause);
                } catch (Throwable e) {
                    postCommit.report(e);
                }
                runHooks(transaction.hooks().rollbackHooks());
            }
        }

        /** Queues what is to happen after the commit while the lock is still held, so that it happens in commit order. */
        private void announce(List<Pending> events) {
            for (int i = 0; i < events.size(); i++) {
                postCommit.dispatchDurable(commit, events.get(i));
            }
            try {
                postCommit.notifyAfter(commit, writer.connection().current().takeSignals());
            } catch (Throwable e) {
                postCommit.report(e);
            }
        }
    }

    private void runHooks(List<Runnable> hooks) {
        for (int i = 0; i < hooks.size(); i++) {
            runHook(hooks.get(i));
        }
    }

    private void runHook(Runnable hook) {
        try {
            hook.run();
        } catch (Throwable e) {
            // also a checked exception that the compiler was kept from seeing
            store.listener().onHookFailure(store.path(), e);
        }
    }
}
