package io.litestack.core.internal;

import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.WriteOptions;
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
        if (options.isSynced()) {
            engine.refuseIfNeverSynced();
        }
        ThreadState state = engine.threadState();
        if (state.write != null) {
            return state.write.nest(options, work);
        }
        engine.refuseIfClosed();
        long limit = options.transactionTimeout()
                .orElse(engine.config().transactionTimeout())
                .toNanos();
        long wait = options.waitTimeout().orElse(engine.config().waitTimeout()).toNanos();
        WriteUnit unit = new WriteUnit(engine, writer, options, limit);
        Write<T, X> write = new Write<>(unit, wait, work);
        return write.run(state);
    }

    /** One write from the lane to its hooks; a class of its own because each step wants the figures of the one before. */
    private final class Write<T extends @Nullable Object, X extends Exception> {
        private final WriteUnit unit;
        private final long waitNanos;
        private final Work<? super Transaction, T, X> work;
        private long waited;
        private long acquiredAt;
        private long commit;

        Write(WriteUnit unit, long waitNanos, Work<? super Transaction, T, X> work) {
            this.unit = unit;
            this.waitNanos = waitNanos;
            this.work = work;
        }

        T run(ThreadState state) throws X {
            T result;
            try {
                result = inLane(state);
            } catch (Throwable e) {
                if (unit.isRolledBack()) {
                    engine.listener().onRollback(e);
                    unit.rollbackHooks().forEach(Writing.this::runHook);
                }
                throw e;
            }
            long held = engine.ticks() - acquiredAt;
            long flushed = isSynced() ? engine.awaitSync(commit) : 0;
            engine.listener().onCommit(waited, held, flushed);
            unit.commitHooks().forEach(Writing.this::runHook);
            return result;
        }

        private boolean isSynced() {
            return engine.isFull() || unit.isSynced();
        }

        private T inLane(ThreadState state) throws X {
            waited = lane.acquire(unit, waitNanos);
            acquiredAt = engine.ticks();
            state.write = unit;
            try {
                engine.refuseWritesIfUnsafe();
                unit.begin(Math.max(0, waitNanos - waited));
                engine.wakeWatchdog();
                T result = work.run(unit);
                commit = unit.commit();
                announce();
                return result;
            } finally {
                state.write = null;
                try {
                    unit.rollback();
                } finally {
                    engine.releaseFor(unit);
                }
            }
        }

        /** Queues what is to happen after the commit while the lane is still held, so that it happens in commit order. */
        private void announce() {
            long signals = writer.session().takeSignals();
            for (Runnable event : unit.events()) {
                CommitDispatcher.Event wrapped = event::run;
                if (engine.isFull()) {
                    dispatcher.dispatchSynced(commit, wrapped);
                } else {
                    dispatcher.dispatch(wrapped);
                }
            }
            engine.signalAfter(commit, signals);
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
