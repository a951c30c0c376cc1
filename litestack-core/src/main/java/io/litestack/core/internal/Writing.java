package io.litestack.core.internal;

import io.litestack.core.StoreException;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.WriteOptions;
import io.litestack.core.internal.PendingEvents.Pending;
import io.litestack.core.spi.OpenTransaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs writes: inside the transaction that the thread has open already, or else in one of their own. */
final class Writing {
    private final StoreEngine engine;
    private final WriteLane lane;
    private final Writer writer;
    private final CommitDispatcher dispatcher;

    Writing(StoreEngine engine, WriteLane lane, Writer writer, CommitDispatcher dispatcher) {
        this.engine = engine;
        this.lane = lane;
        this.writer = writer;
        this.dispatcher = dispatcher;
    }

    <T extends @Nullable Object, X extends Exception> T write(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X {
        ThreadState state = engine.threadState();
        if (state.write == null) {
            return newWrite(options, true).run(state, work);
        }
        refuseSyncedIfNever(options);
        return state.write.nest(options, work);
    }

    /** As {@link #write}, with foreign keys off, which cannot be done in the midst of a transaction. */
    <T extends @Nullable Object, X extends Exception> T writeWithoutForeignKeys(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X {
        ThreadState state = engine.threadState();
        if (state.write != null) {
            throw new IllegalStateException(
                    "foreign keys cannot be switched off inside a transaction; do it before, or after " + engine.path()
                            + " has committed");
        }
        return newWrite(options, false).run(state, work);
    }

    /** Begins a write that its caller ends. */
    OpenTransaction begin(WriteOptions options) {
        Write write = newWrite(options, true);
        write.open();
        return write;
    }

    private Write newWrite(WriteOptions options, boolean enforcesForeignKeys) {
        refuseSyncedIfNever(options);
        engine.refuseIfClosed();
        long limit = options.transactionTimeout()
                .orElse(engine.config().transactionTimeout())
                .toNanos();
        long wait = options.waitTimeout().orElse(engine.config().waitTimeout()).toNanos();
        return new Write(new WriteUnit(engine, writer, options, limit, enforcesForeignKeys), wait);
    }

    private void refuseSyncedIfNever(WriteOptions options) {
        if (options.isSynced()) {
            engine.refuseIfNeverSynced();
        }
    }

    /** One write from the lane to its hooks; a class of its own because each step wants the figures of the one before. */
    private final class Write implements OpenTransaction {
        private final WriteUnit unit;
        private final long waitNanos;
        private long waited;
        private long acquiredAt;
        private long commit;
        private boolean ended;

        Write(WriteUnit unit, long waitNanos) {
            this.unit = unit;
            this.waitNanos = waitNanos;
        }

        <T extends @Nullable Object, X extends Exception> T run(ThreadState state, Work<? super Transaction, T, X> work)
                throws X {
            StackReserve.require();
            T result;
            try {
                result = inLane(state, work);
            } catch (Throwable e) {
                tellOfRollback(e);
                throw e;
            }
            tellOfCommit();
            return result;
        }

        /** Once it has committed, nothing is thrown any more. */
        private <T extends @Nullable Object, X extends Exception> T inLane(
                ThreadState state, Work<? super Transaction, T, X> work) throws X {
            try {
                acquire();
                state.write = unit;
                beginUnit();
                T result = work.run(unit);
                commitUnit();
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
                beginUnit();
                isBegun = true;
            } finally {
                if (!isBegun) {
                    release();
                }
            }
        }

        @Override
        public Transaction transaction() {
            return unit;
        }

        @Override
        public void commit() {
            if (ended) {
                throw new IllegalStateException("the transaction on " + engine.path() + " has ended");
            }
            ended = true;
            try {
                commitAndRelease();
            } catch (Throwable e) {
                tellOfRollback(e);
                throw e;
            }
            tellOfCommit();
        }

        private void commitAndRelease() {
            try {
                commitUnit();
            } finally {
                release();
            }
        }

        @Override
        public void rollback() {
            if (!ended) {
                ended = true;
                release();
                tellOfRollback(new StoreException(
                        "the transaction on " + engine.path() + " was rolled back by its owner", null));
            }
        }

        @Override
        public void close() {
            rollback();
        }

        private void acquire() {
            long start = engine.ticks();
            waited = lane.acquire(unit, waitNanos);
            acquiredAt = start + waited;
        }

        private void beginUnit() {
            engine.admitWrite();
            unit.begin(Math.max(0, waitNanos - waited), waited);
            engine.wakeWatchdog();
        }

        private void commitUnit() {
            List<Pending> events = pending(unit.events());
            engine.files().refuseIfLost();
            commit = unit.commit();
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
                unit.rollback();
            } catch (Throwable e) {
                writer.doubt();
            } finally {
                engine.releaseFor(unit);
            }
        }

        private void tellOfCommit() {
            long held = heldNanos();
            long flushed = engine.isFull() || unit.isSynced() ? engine.awaitFlush(commit) : 0;
            try {
                engine.listener().onCommit(waited, held, flushed);
            } catch (Throwable e) {
                engine.reportLater(e);
            }
            runHooks(unit.commitHooks());
        }

        private long heldNanos() {
            try {
                return engine.ticks() - acquiredAt;
            } catch (Throwable e) {
                // a ticker that throws must not make the commit look as if it had failed
                return 0;
            }
        }

        private void tellOfRollback(Throwable cause) {
            if (unit.isRolledBack()) {
                try {
                    engine.listener().onRollback(cause);
                } catch (Throwable e) {
                    engine.reportLater(e);
                }
                runHooks(unit.rollbackHooks());
            }
        }

        /** Queues what is to happen after the commit while the lane is still held, so that it happens in commit order. */
        private void announce(List<Pending> events) {
            for (int i = 0; i < events.size(); i++) {
                if (engine.isFull()) {
                    dispatcher.dispatchSynced(commit, events.get(i));
                } else {
                    dispatcher.dispatch(events.get(i));
                }
            }
            try {
                engine.signalAfter(commit, writer.session().takeSignals());
            } catch (Throwable e) {
                engine.reportLater(e);
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
            engine.listener().onHookFailure(engine.path(), e);
        }
    }
}
