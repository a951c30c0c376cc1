package io.litestack.core.internal;

import io.litestack.core.Checkpoint;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.internal.batch.CommandQueue;
import io.litestack.core.internal.commit.CommitDispatcher;
import io.litestack.core.internal.commit.PostCommit;
import io.litestack.core.internal.commit.WalFlusher;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.file.DatabaseChanges;
import io.litestack.core.internal.file.FileWatch;
import io.litestack.core.internal.file.ProcessRegistry;
import io.litestack.core.internal.maintenance.Maintenance;
import io.litestack.core.internal.maintenance.Watchdog;
import io.litestack.core.internal.notify.ChangeListeners;
import io.litestack.core.internal.notify.SharedChangeNotifier;
import io.litestack.core.internal.read.ReadExecutor;
import io.litestack.core.internal.read.ReaderPool;
import io.litestack.core.internal.schema.SchemaInstaller;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.internal.sqlite.WalState;
import io.litestack.core.internal.write.MaintenanceWrites;
import io.litestack.core.internal.write.ThreadStates;
import io.litestack.core.internal.write.WriteAdmission;
import io.litestack.core.internal.write.WriteConnection;
import io.litestack.core.internal.write.WriteExecutor;
import io.litestack.core.internal.write.WriteThrottle;
import io.litestack.core.internal.write.WriterAccess;
import io.litestack.core.internal.write.WriterLock;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.StoreInternals;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one open file, and how they are wired. None of them knows this class: each gets the context and the few others
 * that it works with, and what one has to say to another that stands above it goes through a callback that is wired here.
 *
 * <pre>
 *   writes, commands, maintenance ---> writer (lock, connection, admission)
 *        |                                 '-- observer ---> watchdog, maintenance
 *        '--- after COMMIT ---> postCommit ---> flusher (fsync), dispatcher (events), notifier (other processes)
 *   reads ---> readers
 * </pre>
 */
public final class StoreParts implements WriterAccess.Observer {
    /** Loaded with this class: where it is needed there may be no descriptor to load it by. */
    private static final DatabaseChanges UNNOTED = DatabaseChanges.UNNOTED;

    final StoreContext store;
    final @Nullable ProcessRegistry registry;
    final DatabaseChanges changes;
    final ConnectionFactory connections;
    final FileWatch files;
    final ThreadStates threads = new ThreadStates();
    final WriterLock writerLock;
    final WriteConnection writeConnection;
    final WriterAccess writer;
    final CommitDispatcher dispatcher;
    final WalFlusher flusher;
    final PostCommit postCommit;
    final SharedChangeNotifier notifier;
    final WriteExecutor writes;
    final CommandQueue commands;
    final ReaderPool readers;
    final ReadExecutor reads;
    final SchemaInstaller schemas;
    public final MaintenanceWrites maintenanceWrites;
    final Maintenance maintenance;
    final LoopWorker maintenanceLoop;
    private final WriteThrottle throttle;
    private final Watchdog watchdog;
    final LoopWorker watchdogLoop;

    /**
     * Opens the file, and makes the parts around its first connection.
     *
     * @param registry where this process has been entered; null if there is no such place
     * @param internals the store as its transactions show it to the modules
     */
    StoreParts(StoreConfig config, @Nullable ProcessRegistry registry, StoreInternals internals) {
        this.store = new StoreContext(config);
        this.registry = registry;
        this.changes = registry == null ? UNNOTED : registry;
        this.connections = new ConnectionFactory(config);
        this.writeConnection = new WriteConnection(
                config.path(),
                config.ticker(),
                this::onConnectionReplaced,
                connections::openWriter,
                new FirstConnection(store, connections, registry).open());
        this.files = watchFiles();
        connections.refuseUnless(files::refuseIfLostNow);

        this.writerLock = new WriterLock(config.path().toString(), config.ticker(), writeConnection::foreignWaitNanos);
        this.dispatcher = new CommitDispatcher(store);
        this.flusher = new WalFlusher(store, writeConnection::commits, files::lossBeforeAcknowledging, this::onFlushed);
        dispatcher.attach(flusher);
        this.notifier =
                new SharedChangeNotifier(store, connections, new ChangeListeners(this::report), this::versionForWriter);
        this.postCommit = new PostCommit(store, flusher, dispatcher, notifier::signal);

        this.throttle = new WriteThrottle(config.ticker(), this::maintainNow);
        this.writer = new WriterAccess(writerLock, writeConnection, new WriteAdmission(files, flusher, throttle), this);
        this.writes = new WriteExecutor(store, internals, writer, postCommit, threads);
        this.commands = new CommandQueue(store, writer, postCommit, threads);
        this.readers = new ReaderPool(config, connections, store.threadName("readers"), writeConnection::commits);
        this.reads = new ReadExecutor(store, readers, threads, this::beginning);
        this.schemas = new SchemaInstaller(store, commands, writes);

        this.maintenanceWrites = new MaintenanceWrites(store, writer, this::watchNow);
        this.watchdog = new Watchdog(store, writer, maintenanceWrites, readers);
        this.watchdogLoop = store.loop("watchdog", watchdog);
        this.maintenance = new Maintenance(
                store,
                new Maintenance.Parts(
                        writer, maintenanceWrites, connections, flusher, readers, files, changes, schemas));
        this.maintenanceLoop = store.loop("maintenance", maintenance);
    }

    /** From here on; if the files cannot be looked at, the connection that is open does not stay so. */
    private FileWatch watchFiles() {
        try {
            return new FileWatch(store.path(), store.config().ticker(), this::onFilesLost);
        } catch (RuntimeException e) {
            try {
                writeConnection.current().close();
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    @Override
    public void beginning() {
        if (watchdog.isAsleep()) {
            watchNow();
        }
    }

    /** Wakes the maintenance if it is to see what was written. */
    @Override
    public void released() {
        if (maintenance.isWanted(writerLock.heldNanosTotal())) {
            if (store.config().checkpoint() == Checkpoint.INTERNAL) {
                throttle.watch();
            }
            maintainNow();
        }
    }

    private long versionForWriter() throws SQLException {
        return maintenanceWrites.lockedIfFree(
                connection -> connection.current().single("PRAGMA data_version"), SharedChangeNotifier.UNKNOWN);
    }

    /** Has the watchdog look closely at what begins now. */
    private void watchNow() {
        watchdogLoop.start();
        watchdogLoop.wake();
    }

    private void maintainNow() {
        maintenanceLoop.start();
        maintenanceLoop.wake();
    }

    /** Wakes the maintenance, and says how long the log is now. */
    long[] checkpointSoon() {
        store.refuseIfClosed();
        WalState log = writes.onConnection(WalState::look);
        maintainNow();
        return new long[] {log.frames(), log.checkpointed()};
    }

    private void onFlushed() {
        dispatcher.wake();
        if (flusher.isPoisoned()) {
            maintainNow();
        }
    }

    // What happens while the writer's lock is held is reported on the dispatcher's thread.

    private void onConnectionReplaced(Throwable cause) {
        dispatcher.dispatch(() -> store.listener().onWriterReopened(store.path(), cause));
    }

    private void onFilesLost(StoreException reason) {
        dispatcher.dispatch(() -> store.listener().onFilesLost(store.path(), reason));
        maintainNow();
    }

    private void report(Throwable cause) {
        postCommit.report(cause);
    }
}
