package io.litestack.core.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.RowMapper;
import io.litestack.core.Snapshot;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreListener;
import io.litestack.core.StoreStats;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.WriteOptions;
import io.litestack.core.internal.read.ReadExecutor;
import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.OpenSnapshot;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.ProcessLiveness;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one opener holds: a view of the shared engine, closed on its own. */
final class StoreHandle implements Store, StoreInternals {
    private final StoreEngine engine;
    private final StoreConfig config;
    private final Runnable onClose;
    private final boolean isOwn;
    private final ReadExecutor reads;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** The handle of the store itself, which closes nothing. */
    StoreHandle(StoreEngine engine, StoreConfig config) {
        this.engine = engine;
        this.config = config;
        this.onClose = () -> {};
        this.isOwn = true;
        this.reads = engine.reads().openingMore();
    }

    StoreHandle(StoreEngine engine, StoreConfig config, Runnable onClose) {
        this.engine = engine;
        this.config = config;
        this.onClose = onClose;
        this.isOwn = false;
        this.reads = engine.reads();
    }

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        return reads().query(sql, mapper, parameters);
    }

    @Override
    public <T> Optional<T> queryFirst(
            String sql, RowMapper<? extends @Nullable T> mapper, @Nullable Object... parameters) {
        return reads().queryFirst(sql, mapper, parameters);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Work<? super Snapshot, T, X> work) throws X {
        return reads().read(work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X {
        return engine().writes().write(options, work);
    }

    @Override
    public void sync() {
        engine().writes().flushAll();
    }

    @Override
    public List<String> integrityCheck() {
        return reads().integrityCheck();
    }

    @Override
    public StoreConfig config() {
        return config;
    }

    @Override
    public StoreStats stats() {
        return engine.stats();
    }

    @Override
    public Store store() {
        return engine().store();
    }

    @Override
    public void atFileClosed(Runnable action) {
        engine().atFileClosed(action);
    }

    @Override
    public boolean isClosed() {
        return closed.get() || engine.isClosed();
    }

    @Override
    public boolean isThreadInsideThis() {
        return engine.isThreadInsideThis();
    }

    @Override
    public void refuseCloseInside() {
        engine.refuseCloseInside();
    }

    @Override
    public String incarnation() {
        return engine.incarnation();
    }

    @Override
    public <C> C attachment(Class<C> type, Function<? super Store, ? extends C> maker) {
        return engine().attachment(type, maker);
    }

    @Override
    public StoreListener listener() {
        return engine.listener();
    }

    @Override
    public void syncOwn() {
        engine().syncOwn();
    }

    @Override
    public void install(Schema schema) {
        engine().install(schema);
    }

    @Override
    public Commands commands() {
        return engine().commands();
    }

    @Override
    public ChangeNotifier changeNotifier() {
        return engine().changeNotifier();
    }

    @Override
    public ProcessLiveness processLiveness() {
        return engine().processLiveness();
    }

    @Override
    public String sqliteVersion() {
        return engine().sqliteVersion();
    }

    @Override
    public LoopWorker loop(String role, LoopWorker.Step step) {
        return engine().loop(role, step);
    }

    @Override
    public OpenTransaction begin(WriteOptions options) {
        return engine().begin(options);
    }

    @Override
    public OpenTransaction beginWithoutForeignKeys(WriteOptions options) {
        return engine().beginWithoutForeignKeys(options);
    }

    @Override
    public void vacuum() {
        engine().vacuum();
    }

    @Override
    public long[] checkpointSoon() {
        return engine().checkpointSoon();
    }

    @Override
    public boolean isLogLong() {
        return engine.isLogLong();
    }

    @Override
    public OpenSnapshot openReader() {
        return engine().openReader();
    }

    @Override
    public OpenSnapshot openSnapshot() {
        return engine().openSnapshot();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T writeWithoutForeignKeys(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X {
        return engine().writeWithoutForeignKeys(options, work);
    }

    @Override
    public void copyTo(Path target) {
        engine().copyTo(target);
    }

    @Override
    public void close() {
        if (!isOwn && closed.compareAndSet(false, true)) {
            try {
                onClose.run();
            } catch (IllegalStateException e) {
                closed.set(false);
                throw e;
            }
        }
    }

    @Override
    public String toString() {
        return "Store[" + config.path() + "]";
    }

    private ReadExecutor reads() {
        engine();
        return reads;
    }

    private StoreEngine engine() {
        if (closed.get()) {
            throw new ClosedException(config.path() + " is closed; nothing was stored", null);
        }
        return engine;
    }
}
