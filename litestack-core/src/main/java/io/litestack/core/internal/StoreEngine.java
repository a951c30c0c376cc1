package io.litestack.core.internal;

import io.litestack.core.Checkpoint;
import io.litestack.core.ClosedException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.StoreListener;
import io.litestack.core.StoreStats;
import io.litestack.core.Sync;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.WriteOptions;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.OpenSnapshot;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.SignsOfLife;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.Wakeup;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open file: wires the lane, the writer, the readers and the loops together, says when work is refused, and closes
 * everything in order. There is one engine for a file in a process; those who opened it hold a {@link StoreHandle} each.
 */
final class StoreEngine implements StoreInternals {
    private static final long BUSY_PAUSE_NANOS = 1_000_000;

    /** So long the file may take to close even if the close timeout is shorter. */
    private static final long CLOSE_FILE_NANOS = 1_000_000_000;

    /** What runs on the write connection without a transaction. */
    @FunctionalInterface
    interface OnWriter<T> {
        T run(Session session) throws SQLException;
    }

    private final StoreConfig config;
    private final @Nullable ProcessRegistry registry;
    private final ReportingListener listener;
    private final String name;
    private final Connections connections;
    private final WriteLane lane;
    private final Writer writer;
    private final FileWatch files;
    private final WalSync sync;
    private final CommitDispatcher dispatcher;
    private final CommandPipeline pipeline;
    private final ReaderPool readers;
    private final Watchdog watchdog;
    private final LoopWorker watchdogLoop;
    private final HouseWrites maintenanceWrites;
    private final WriteThrottle throttle;
    private final Maintenance maintenance;
    private final LoopWorker maintenanceLoop;
    private final SchemaInstaller schemas;
    private final Bell bell;
    private final SharedWakeup wakeup;
    private final Reading reading;
    private final Writing writing;
    private final String incarnation = Incarnation.next();
    private final StoreHandle house;
    private final Companions companions;
    private final ThreadLocal<ThreadState> states = ThreadLocal.withInitial(ThreadState::new);
    private volatile @Nullable StoreException unsafe;
    private volatile boolean closed;
    private final CompletableFuture<@Nullable Void> fileClosed = new CompletableFuture<>();
    private volatile boolean isAbandoned;

    /**
     * Opens the file, which {@link FileGuard} has prepared.
     *
     * @param registry where this process has been entered, which the engine leaves when it is closed; null if there is none
     */
    StoreEngine(StoreConfig config, @Nullable ProcessRegistry registry) {
        this.config = config;
        this.registry = registry;
        this.listener = new ReportingListener(config.listener());
        this.name = nameOf(config.path());
        this.connections = new Connections(config);
        this.lane = new WriteLane(config.path().toString(), config.ticker(), this::foreignWaitNanos);
        this.writer = new Writer(
                config.path(), config.ticker(), this::onWriterReopened, connections::openWriter, openFirst());
        this.files = watchFiles();
        connections.refuseUnless(files);
        this.dispatcher = new CommitDispatcher(
                config.threads(),
                threadName("dispatch"),
                e -> listener.onHookFailure(path(), e),
                listener::onLoopFailure);
        this.sync = new WalSync(
                config.path(),
                config.ticker(),
                config.threads(),
                threadName("sync"),
                listener,
                writer::commits,
                files::lossBeforeAcknowledging,
                this::onSyncProgress);
        this.dispatcher.attach(sync);
        this.pipeline = new CommandPipeline(this, lane, writer, dispatcher);
        this.readers = new ReaderPool(config, connections, threadName("readers"));
        this.reading = new Reading(this, readers);
        this.writing = new Writing(this, lane, writer, dispatcher);
        this.schemas = new SchemaInstaller(this);
        this.watchdog = new Watchdog(this);
        this.watchdogLoop = loop("watchdog", watchdog);
        this.maintenanceWrites = new HouseWrites(this, lane, writer);
        this.throttle = new WriteThrottle(config.ticker(), this::lookAtLogNow);
        this.maintenance = new Maintenance(this, connections, maintenanceWrites, writer, sync, schemas, throttle);
        this.maintenanceLoop = loop("maintenance", maintenance);
        this.bell = new Bell(this::reportLater);
        this.wakeup = new SharedWakeup(this, connections, bell);
        this.house = new StoreHandle(this, config);
        this.companions = new Companions(house);
    }

    /** From here on; if the files cannot be looked at, the connection that is open does not stay so. */
    private FileWatch watchFiles() {
        try {
            return new FileWatch(config.path(), config.ticker(), this::onFilesLost);
        } catch (RuntimeException e) {
            try {
                writer.session().close();
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** Opens the first connection; the switch of a new file to WAL is refused while another process does the same. */
    private Session openFirst() {
        long start = ticks();
        while (true) {
            try {
                return openMarked();
            } catch (SQLException e) {
                if (!SqliteErrors.isBusy(e)
                        || ticks() - start > config.waitTimeout().toNanos()) {
                    throw SqliteErrors.translate(e, "opening", config.path());
                }
                Threads.pause(BUSY_PAUSE_NANOS);
            }
        }
    }

    private Session openMarked() throws SQLException {
        Session session = connections.openFirst();
        try {
            ApplicationMark.check(session, config);
            flushAfterOff(session);
            databaseIsSettled();
            return session;
        } catch (IOException e) {
            // it was for the next opener's sake
            return session;
        } catch (Throwable e) {
            session.close();
            throw e;
        }
    }

    /**
     * Puts on the disk what processes at {@link Sync#OFF} have left, before anything is promised: only a checkpoint that has
     * something to copy flushes the database.
     */
    private void flushAfterOff(Session session) throws SQLException {
        ProcessRegistry entry = registry;
        if (entry != null && entry.isUnflushed() && config.checkpoint() == Checkpoint.INTERNAL) {
            session.runOnce("PRAGMA user_version=" + session.single("PRAGMA user_version"));
            if (Checkpointer.empty(session)) {
                entry.flushed();
            }
        }
    }

    private static String nameOf(Path path) {
        String file = String.valueOf(path.getFileName());
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    // The write connection, for the house.

    /** The lane passes on, unless the watchdog has seen to that already. */
    void releaseFor(WriteUnit unit) {
        if (unit.takeRelease() && lane.releaseIfHeld(unit)) {
            wakeMaintenance();
        }
    }

    /** How long whoever has the lane has been waiting for another process; 0 if it does not. */
    private long foreignWaitNanos() {
        return writer.foreignWaitNanos();
    }

    /** Runs a command of the house in a transaction of its own. */
    <R extends @Nullable Object> R execute(Command<R> command) {
        return pipeline.execute(command, Commands.Ack.DURABLE);
    }

    /**
     * Runs something on the write connection, outside any transaction. It is run again while another process is putting the
     * log in order, as one does that opens the file just now.
     */
    <T> T onWriter(OnWriter<T> action) {
        WriteLane.Claim claim = WriteLane.Claim.ofCurrentThread();
        long end = ticks() + config.waitTimeout().toNanos();
        lane.acquire(claim, config.waitTimeout().toNanos());
        try {
            return onWriterUntil(end, action);
        } finally {
            lane.release(claim);
        }
    }

    private <T> T onWriterUntil(long end, OnWriter<T> action) {
        while (true) {
            try {
                return action.run(writer.session());
            } catch (SQLException e) {
                if (!SqliteErrors.isBusy(e) || ticks() - end >= 0) {
                    throw SqliteErrors.translate(e, "looking into the file", path());
                }
                Threads.pause(BUSY_PAUSE_NANOS);
            }
        }
    }

    /** What the current thread has open. */
    ThreadState threadState() {
        return states.get();
    }

    /** Rings the bells of all processes for what was committed, after its flush if the store's level asks for that. */
    void signalAfter(long commit, long topics) {
        if (topics == 0) {
            return;
        }
        try {
            if (isFull()) {
                dispatcher.dispatchSynced(commit, () -> wakeup.signal(topics));
            } else {
                wakeup.signal(topics);
            }
        } catch (Throwable e) {
            // the commit is made: nothing after it may look like a failure of it
            reportLater(e);
        }
    }

    // Flushing.

    boolean isFull() {
        return config.sync() == Sync.FULL;
    }

    /** Waits for the flush of a commit and returns how long that took. */
    long awaitSync(long commit) {
        long start = ticks();
        sync.await(commit, config.syncTimeout().toNanos());
        return ticks() - start;
    }

    /**
     * As {@link #awaitSync}, for a commit that was just made: whatever comes between it and its flush, it does not look as if
     * the commit had failed.
     *
     * @throws OutcomeUnknownException if it is not known to be flushed
     */
    long awaitFlush(long commit) {
        try {
            return awaitSync(commit);
        } catch (OutcomeUnknownException e) {
            throw e;
        } catch (Throwable e) {
            // others may rely on this thread to have it flushed
            sync.request(commit);
            throw new OutcomeUnknownException(
                    "the wait for the flush of a commit on " + path() + " was broken off by " + SqliteErrors.textOf(e)
                            + "; the commit is made and visible, but a power loss may take it",
                    e);
        }
    }

    /** Has a commit flushed that nobody waits for on his own thread. */
    void requestSync(long commit) {
        sync.request(commit);
    }

    /** Flushes what anybody has committed before the call, other processes among them. */
    void syncAll() {
        refuseIfNeverSynced();
        refuseIfClosed();
        sync.await(writer.mark(), config.syncTimeout().toNanos());
    }

    @Override
    public void syncOwn() {
        refuseIfNeverSynced();
        refuseIfClosed();
        sync.await(writer.commits(), config.syncTimeout().toNanos());
    }

    void refuseIfNeverSynced() {
        if (config.sync() == Sync.OFF) {
            throw new IllegalArgumentException(
                    "the store " + path()
                            + " is at sync level OFF, where nothing can be promised to be on the disk; open it at NORMAL or FULL");
        }
    }

    private void onSyncProgress() {
        dispatcher.wake();
        if (sync.isPoisoned()) {
            lookAtLogNow();
        }
    }

    // What happens while the writer is held is told on the dispatcher's thread.

    private void onWriterReopened(Throwable cause) {
        dispatcher.dispatch(() -> listener.onWriterReopened(path(), cause));
    }

    private void onFilesLost(StoreException reason) {
        dispatcher.dispatch(() -> listener.onFilesLost(path(), reason));
        maintenanceLoop.start();
        maintenanceLoop.wake();
    }

    /** Reports something that failed beside the work; never throws. */
    void reportLater(Throwable cause) {
        try {
            dispatcher.dispatch(() -> listener.onHookFailure(path(), cause));
        } catch (Throwable ignored) {
            // no memory even for that
        }
    }

    // The state that refuses work.

    /** Throws while writing would not be safe: into files that are lost, after a failed flush, or beside a newer release. */
    void refuseWritesIfUnsafe() {
        files.refuseIfLost();
        sync.refuseIfPoisoned();
        StoreException reason = unsafe;
        if (reason != null) {
            throw new StoreException(String.valueOf(reason.getMessage()), reason);
        }
    }

    /** As {@link #refuseWritesIfUnsafe}; and waits if the log grows too fast. The lane must be held. */
    void admitWrite() {
        refuseWritesIfUnsafe();
        throttle.admit(writer);
    }

    /** Refuses writes from now on. Returns whether that is news. */
    boolean declareUnsafe(StoreException reason) {
        boolean isNews = unsafe == null;
        unsafe = reason;
        return isNews;
    }

    void refuseIfClosed() {
        if (closed) {
            throw new ClosedException(path() + " is closed; nothing was stored", null);
        }
    }

    // The parts, for one another.

    StoreConfig config() {
        return config;
    }

    @Override
    public StoreListener listener() {
        return listener;
    }

    /** Those of all handles. */
    ReportingListener listeners() {
        return listener;
    }

    /** Before the database file may be written, which only checkpoints do. */
    void databaseMayChange() throws IOException {
        if (registry != null) {
            registry.databaseMayChange();
        }
    }

    /** After that, or when it is known that nobody does. */
    void databaseIsSettled() throws IOException {
        if (registry != null) {
            registry.databaseIsSettled();
        }
    }

    FileWatch files() {
        return files;
    }

    Reading reading() {
        return reading;
    }

    Writing writing() {
        return writing;
    }

    ReaderPool readers() {
        return readers;
    }

    WriteLane.@Nullable Claim laneHolder() {
        return lane.holder();
    }

    /** Who holds the lane and for how long, or null. */
    WriteLane.@Nullable Holding laneHolding() {
        return lane.holding();
    }

    /** What the maintenance changes just now, for the watchdog. */
    HouseWrites maintenanceWrites() {
        return maintenanceWrites;
    }

    /** How long the lane was held so far. */
    long laneHeldNanos() {
        return lane.heldNanosTotal();
    }

    /** Whether the current thread is inside a transaction. */
    boolean isThreadInside() {
        ThreadState state = states.get();
        return state.write != null || state.read != null;
    }

    /** The number of the last commit of this process. */
    long commits() {
        return writer.commits();
    }

    long ticks() {
        return config.ticker().nanos();
    }

    Path path() {
        return config.path();
    }

    String threadName(String role) {
        return "litestack-" + name + "-" + role + "-1";
    }

    void wakeWatchdog() {
        if (watchdog.isAsleep()) {
            watchNow();
        }
    }

    /** Has the watchdog look closely at what begins now. */
    void watchNow() {
        watchdogLoop.start();
        watchdogLoop.wake();
    }

    /** Wakes the maintenance if it is to see what was written. */
    void wakeMaintenance() {
        if (maintenance.isWanted(lane.heldNanosTotal())) {
            throttle.watch();
            lookAtLogNow();
        }
    }

    private void lookAtLogNow() {
        maintenanceLoop.start();
        maintenanceLoop.wake();
    }

    // For the modules.

    @Override
    public Store store() {
        return house;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public String incarnation() {
        return incarnation;
    }

    @Override
    public <C> C companion(Class<C> type, Function<? super Store, ? extends C> maker) {
        return companions.get(type, maker);
    }

    @Override
    public void install(Schema schema) {
        schemas.install(schema);
    }

    @Override
    public Commands commands() {
        return pipeline;
    }

    @Override
    public Wakeup wakeup() {
        return wakeup;
    }

    @Override
    public SignsOfLife signsOfLife() {
        return wakeup;
    }

    @Override
    public String sqliteVersion() {
        return Connections.sqliteVersion();
    }

    @Override
    public LoopWorker loop(String role, LoopWorker.Step step) {
        return new LoopWorker(threadName(role), config.threads(), step, listener::onLoopFailure);
    }

    @Override
    public OpenTransaction begin(WriteOptions options) {
        return writing.begin(options);
    }

    @Override
    public OpenSnapshot openReader() {
        return reading.open();
    }

    @Override
    public OpenSnapshot openSnapshot() {
        return reading.openSnapshot();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T writeWithoutForeignKeys(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X {
        return writing.writeWithoutForeignKeys(options, work);
    }

    @Override
    public void copyTo(Path target) {
        refuseIfClosed();
        new StoreCopy(connections, path()).writeTo(target);
    }

    StoreStats stats() {
        WriteLane.Figures laneFigures = lane.figures();
        long[] flushes = sync.figures();
        return new StoreStats(
                writer.commits() - writer.marks(),
                writer.rollbacks(),
                pipeline.committed(),
                laneFigures.waits(),
                laneFigures.waitNanosTotal(),
                laneFigures.waitNanosMax(),
                laneFigures.heldNanosTotal(),
                laneFigures.heldNanosMax(),
                laneFigures.waiting(),
                pipeline.queued(),
                flushes[0],
                flushes[1],
                flushes[2],
                maintenance.checkpoints(),
                maintenance.longestNanos(),
                maintenance.walBytes(),
                readers.active(),
                readers.idle(),
                writer.busyRetries());
    }

    // Closing.

    /**
     * Lets running work end within the close timeout, stops the rest, and closes the file. A step that fails does not keep
     * the others from being done; the first failure is thrown in the end.
     */
    void close() {
        closed = true;
        Deadline deadline = new Deadline(config.ticker(), config.closeTimeout());
        Steps steps = new Steps();
        steps.run(files::look);
        steps.run(companions::close);
        readers.refuse();
        steps.run(() -> wakeup.close(deadline.left()));
        steps.run(() -> pipeline.close(deadline.leftNanos()));
        steps.run(maintenance::prepareClose);
        steps.run(lane::close);
        steps.run(() -> stopStraggler(deadline));
        steps.run(() -> flushAll(deadline.leftNanos()));
        steps.run(() -> report(dispatcher.close(deadline.leftNanos()), "a completion or an event"));
        steps.run(sync::close);
        steps.run(() -> report(watchdogLoop.close(deadline.left()), "the watchdog"));
        boolean[] isUpkeepOver = new boolean[1];
        steps.run(() -> isUpkeepOver[0] = maintenanceLoop.close(deadline.left()));
        steps.run(() -> report(isUpkeepOver[0], "the maintenance"));
        steps.run(() -> readers.stop(deadline.leftNanos())
                .forEach(it -> listener.onCloseTimeout(path(), "a read of \"" + it + '"')));
        steps.run(() -> closeFile(isUpkeepOver[0], Math.max(CLOSE_FILE_NANOS, deadline.leftNanos())));
        steps.throwFirst();
    }

    /**
     * Closes the file. A statement that cannot be interrupted and a slow disk, on which the last checkpoint takes its time, may
     * hold that up for as long as they like, so it is done on a thread of its own, which goes on if it is not done in time.
     */
    private void closeFile(boolean isUpkeepOver, long timeoutNanos) throws Exception {
        FutureTask<Boolean> closing = new FutureTask<>(() -> closeFileNow(isUpkeepOver));
        Thread thread = closingThread(closing);
        if (thread == null) {
            closing.run();
        } else if (!LoopWorker.join(thread, timeoutNanos)) {
            listener.onCloseTimeout(
                    path(),
                    "the last checkpoint, or a statement that cannot be interrupted; the file is closed as soon as that ends");
            return;
        }
        try {
            closing.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private @Nullable Thread closingThread(Runnable closing) {
        try {
            Thread thread = config.threads().newThread(closing);
            thread.setName(threadName("close"));
            thread.start();
            return thread;
        } catch (Throwable e) {
            return null;
        }
    }

    private boolean closeFileNow(boolean isUpkeepOver) {
        try {
            Steps steps = new Steps();
            steps.run(readers::close);
            steps.run(this::databaseMayChange);
            files.end();
            steps.run(() -> closeConnections(isUpkeepOver));
            steps.run(this::leaveRegistry);
            steps.throwFirst();
            return true;
        } finally {
            fileClosed.complete(null);
        }
    }

    /**
     * Runs something once the file is closed, at once if it is: a close that was over its time returns before that, and until
     * then nobody in this process may open the file again, or what is closed last would take the locks of the new opening.
     */
    void whenFileIsClosed(Runnable action) {
        var unused = fileClosed.thenRun(action);
    }

    private void leaveRegistry() throws IOException {
        if (registry != null) {
            registry.databaseIsSettled();
            registry.close();
        }
    }

    private void report(boolean hasEnded, String what) {
        if (!hasEnded) {
            listener.onCloseTimeout(path(), what);
        }
    }

    private void stopStraggler(Deadline deadline) {
        WriteLane.Claim straggler = lane.awaitFree(deadline.leftNanos());
        if (straggler != null) {
            listener.onCloseTimeout(
                    path(), "a transaction of \"" + straggler.thread().getName() + '"');
            stop(straggler);
        }
    }

    /** What is committed is on the disk when the store is closed, also at NORMAL. */
    private void flushAll(long timeoutNanos) {
        if (config.sync() == Sync.OFF || writer.commits() == 0) {
            return;
        }
        try {
            sync.awaitOthers(writer.commits(), timeoutNanos);
        } catch (OutcomeUnknownException e) {
            listener.onCloseTimeout(path(), "a flush: " + e.getMessage());
        }
    }

    @Override
    public void refuseCloseInside() {
        if (isThreadInside()) {
            throw new IllegalStateException(path() + " cannot be closed from inside one of its own transactions");
        }
    }

    /** Rolls back a transaction that does not end, if that can be done within a second. */
    private void stop(WriteLane.Claim straggler) {
        for (int i = 0; i < 100 && straggler instanceof WriteUnit unit; i++) {
            if (unit.stop()) {
                releaseFor(unit);
                return;
            }
            if (lane.awaitFree(10_000_000) != straggler) {
                return;
            }
        }
    }

    private void closeConnections(boolean isUpkeepOver) {
        Steps steps = new Steps();
        // the last connection to close empties the log, unless it cannot write
        Session[] last = new Session[1];
        if (files.isLost()) {
            last[0] = files.isOnlyLogRemoved() ? null : openReadOnlyIfPossible();
            isAbandoned = last[0] == null && !files.isOnlyLogRemoved() && files.isDatabaseThere();
        } else if (config.checkpoint() == Checkpoint.EXTERNAL) {
            steps.run(() -> last[0] = connections.openReadOnly());
        }
        if (isUpkeepOver) {
            steps.run(maintenance::closeSession);
        }
        if (lane.holder() == null && !isAbandoned) {
            steps.run(writer::close);
        }
        if (last[0] != null) {
            steps.run(last[0]::close);
        }
        steps.throwFirst();
    }

    /**
     * Whether a connection was left open for good: its close would move a log into a database that others may have changed
     * meanwhile. The file cannot be opened again in this process.
     */
    boolean isAbandoned() {
        return isAbandoned;
    }

    /** On a database that is gone SQLite empties no log of its own accord. */
    private @Nullable Session openReadOnlyIfPossible() {
        try {
            return connections.openReadOnly();
        } catch (SQLException e) {
            return null;
        }
    }
}
