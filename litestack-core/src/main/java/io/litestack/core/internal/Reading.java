package io.litestack.core.internal;

import io.litestack.core.RowMapper;
import io.litestack.core.Snapshot;
import io.litestack.core.Work;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs reads: on the transaction that the thread has open already, or else on a reader of the pool. */
final class Reading {
    private final StoreEngine engine;
    private final ReaderPool readers;

    Reading(StoreEngine engine, ReaderPool readers) {
        this.engine = engine;
        this.readers = readers;
    }

    <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        return this.<List<T>, RuntimeException>onReader(it -> it.query(sql, mapper, parameters));
    }

    <T> Optional<T> queryFirst(String sql, RowMapper<? extends @Nullable T> mapper, @Nullable Object... parameters) {
        return this.<Optional<T>, RuntimeException>onReader(it -> it.<T>queryFirst(sql, mapper, parameters));
    }

    <T extends @Nullable Object, X extends Exception> T read(Work<? super Snapshot, T, X> work) throws X {
        return onReader(scope ->
                scope instanceof ReadUnit unit && !unit.isSnapshot() ? inSnapshot(unit, work) : work.run(scope));
    }

    /** Runs on what the thread has open, or on a reader, without beginning a transaction. */
    private <T extends @Nullable Object, X extends Exception> T onReader(Work<? super Snapshot, T, X> work) throws X {
        ThreadState state = engine.threadState();
        if (state.write != null) {
            return work.run(state.write);
        }
        if (state.read != null) {
            return work.run(state.read);
        }
        engine.refuseIfClosed();
        ReaderPool.Loan loan = readers.borrow();
        ReadUnit unit = new ReadUnit(engine.config(), loan.session);
        engine.wakeWatchdog();
        state.read = unit;
        try {
            return work.run(unit);
        } finally {
            state.read = null;
            readers.giveBack(loan, unit.end());
        }
    }

    private static <T extends @Nullable Object, X extends Exception> T inSnapshot(
            ReadUnit unit, Work<? super Snapshot, T, X> work) throws X {
        unit.begin();
        try {
            return work.run(unit);
        } finally {
            unit.endSnapshot();
        }
    }
}
