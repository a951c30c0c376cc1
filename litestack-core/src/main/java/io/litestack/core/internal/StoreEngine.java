package io.litestack.core.internal;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreListener;
import io.litestack.core.StoreStats;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.WriteOptions;
import io.litestack.core.internal.context.ReportingListener;
import io.litestack.core.internal.file.ProcessRegistry;
import io.litestack.core.internal.read.ReadExecutor;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.internal.write.WriteExecutor;
import io.litestack.core.internal.write.WriterLock;
import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.OpenSnapshot;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.ProcessLiveness;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open file, for all in this process who have it open: each holds a {@link StoreHandle} on it. What it is made of is wired
 * in {@link StoreParts}, and closed by {@link StoreCloser}.
 */
public final class StoreEngine implements StoreInternals {
    private final StoreParts parts;
    private final String incarnation = Incarnation.next();
    private final StoreHandle own;
    private final Attachments attachments;
    private final StoreCloser closer;

    /**
     * Opens the file, which {@link io.litestack.core.internal.file.FileGuard} has prepared.
     *
     * @param registry where this process has been entered, which the engine leaves when it is closed; null if there is none
     */
    public StoreEngine(StoreConfig config, @Nullable ProcessRegistry registry) {
        this.parts = new StoreParts(config, registry, this);
        this.own = new StoreHandle(this, config);
        this.attachments = new Attachments(own);
        this.closer = new StoreCloser(parts, attachments);
    }

    // For the handles.

    WriteExecutor writes() {
        return parts.writes;
    }

    ReadExecutor reads() {
        return parts.reads;
    }

    /** Those of all handles. */
    ReportingListener listeners() {
        return parts.store.listener();
    }

    @Override
    public boolean isThreadInsideThis() {
        return parts.threads.isInside();
    }

    StoreStats stats() {
        WriterLock.Figures lock = parts.writerLock.figures();
        long[] flushes = parts.flusher.figures();
        return new StoreStats(
                parts.writeConnection.commits() - parts.writeConnection.marks(),
                parts.writeConnection.rollbacks(),
                parts.commands.committed(),
                lock.waits(),
                lock.waitNanosTotal(),
                lock.waitNanosMax(),
                lock.heldNanosTotal(),
                lock.heldNanosMax(),
                lock.waiting(),
                parts.commands.queued(),
                flushes[0],
                flushes[1],
                flushes[2],
                parts.maintenance.checkpoints(),
                parts.maintenance.longestNanos(),
                parts.maintenance.walBytes(),
                parts.readers.active(),
                parts.readers.idle(),
                parts.writeConnection.busyRetries());
    }

    @Override
    public void refuseCloseInside() {
        if (isThreadInsideThis()) {
            throw new IllegalStateException(
                    parts.store.path() + " cannot be closed from inside one of its own transactions");
        }
    }

    public void close() {
        closer.close();
    }

    /** See {@link StoreCloser#whenFileIsClosed}. */
    void whenFileIsClosed(Runnable action) {
        closer.whenFileIsClosed(action);
    }

    /** See {@link StoreCloser#isAbandoned}. */
    boolean isAbandoned() {
        return closer.isAbandoned();
    }

    /** For tests. */
    public StoreParts parts() {
        return parts;
    }

    // For the modules.

    @Override
    public void atFileClosed(Runnable action) {
        closer.atFileClosed(action);
    }

    @Override
    public Store store() {
        return own;
    }

    @Override
    public boolean isClosed() {
        return parts.store.isClosed();
    }

    @Override
    public String incarnation() {
        return incarnation;
    }

    @Override
    public <C> C attachment(Class<C> type, Function<? super Store, ? extends C> maker) {
        return attachments.get(type, maker);
    }

    @Override
    public StoreListener listener() {
        return parts.store.listener();
    }

    @Override
    public void syncOwn() {
        parts.writes.flushOwn();
    }

    @Override
    public void install(Schema schema) {
        parts.schemas.install(schema);
    }

    @Override
    public Commands commands() {
        return parts.commands;
    }

    @Override
    public ChangeNotifier changeNotifier() {
        return parts.notifier;
    }

    @Override
    public ProcessLiveness processLiveness() {
        return parts.notifier;
    }

    @Override
    public String sqliteVersion() {
        return ConnectionFactory.sqliteVersion();
    }

    @Override
    public LoopWorker loop(String role, LoopWorker.Step step) {
        return parts.store.loop(role, step);
    }

    @Override
    public OpenTransaction begin(WriteOptions options) {
        return parts.writes.begin(options);
    }

    @Override
    public OpenTransaction beginWithoutForeignKeys(WriteOptions options) {
        return parts.writes.beginWithoutForeignKeys(options);
    }

    @Override
    public void vacuum() {
        parts.writes.vacuum();
    }

    @Override
    public long[] checkpointSoon() {
        return parts.checkpointSoon();
    }

    @Override
    public boolean isLogLong() {
        return parts.writer.admission().throttle().isLogLong();
    }

    @Override
    public OpenSnapshot openReader() {
        return parts.reads.open();
    }

    @Override
    public OpenSnapshot openSnapshot() {
        return parts.reads.openSnapshot();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T writeWithoutForeignKeys(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X {
        return parts.writes.writeWithoutForeignKeys(options, work);
    }

    @Override
    public void copyTo(Path target) {
        parts.store.refuseIfClosed();
        new StoreCopy(parts.connections, parts.store).writeTo(target);
    }
}
