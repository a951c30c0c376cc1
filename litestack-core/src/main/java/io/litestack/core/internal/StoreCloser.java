package io.litestack.core.internal;

import io.litestack.core.Checkpoint;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.Sync;
import io.litestack.core.internal.context.CloseSequence;
import io.litestack.core.internal.context.Deadline;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.file.ProcessRegistry;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.write.WriteTransaction;
import io.litestack.core.internal.write.WriterLock;
import io.litestack.core.spi.LoopWorker;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Closes the parts of a store, in the order in which they need each other: running work may end within the close timeout, what
 * does not is stopped, what is committed is flushed, and the file is closed last. A step that fails keeps no other from being
 * done; the first failure is thrown in the end. Used once.
 */
final class StoreCloser {
    /** So long the file may take to close even if the close timeout is shorter. */
    private static final long CLOSE_FILE_NANOS = 1_000_000_000;

    private final StoreContext store;
    private final StoreParts parts;
    private final Attachments attachments;
    private final Queue<Runnable> atFileClosed = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<@Nullable Void> fileClosed = new CompletableFuture<>();
    private volatile boolean isAbandoned;

    StoreCloser(StoreParts parts, Attachments attachments) {
        this.store = parts.store;
        this.parts = parts;
        this.attachments = attachments;
    }

    void close() {
        store.close();
        Deadline deadline = new Deadline(store.config().ticker(), store.config().closeTimeout());
        CloseSequence steps = new CloseSequence();
        steps.run(parts.files::look);
        steps.run(attachments::close);
        parts.readers.refuse();
        steps.run(() -> parts.notifier.close(deadline.left()));
        steps.run(() -> parts.commands.close(deadline.leftNanos()));
        steps.run(parts.maintenance::prepareClose);
        steps.run(parts.writerLock::close);
        steps.run(() -> stopStraggler(deadline));
        steps.run(() -> flushAll(deadline.leftNanos()));
        steps.run(() -> report(parts.dispatcher.close(deadline.leftNanos()), "a completion or an event"));
        steps.run(parts.flusher::close);
        steps.run(() -> report(parts.watchdogLoop.close(deadline.left()), "the watchdog"));
        boolean[] isMaintenanceOver = new boolean[1];
        steps.run(() -> isMaintenanceOver[0] = parts.maintenanceLoop.close(deadline.left()));
        steps.run(() -> report(isMaintenanceOver[0], "the maintenance"));
        steps.run(() -> parts.readers
                .stop(deadline.leftNanos())
                .forEach(it -> store.listener().onCloseTimeout(store.path(), "a read of \"" + it + '"')));
        steps.run(() -> closeFile(isMaintenanceOver[0], Math.max(CLOSE_FILE_NANOS, deadline.leftNanos())));
        steps.throwFirst("closing " + store.path());
    }

    private void report(boolean hasEnded, String what) {
        if (!hasEnded) {
            store.listener().onCloseTimeout(store.path(), what);
        }
    }

    private void stopStraggler(Deadline deadline) {
        WriterLock.Permit straggler = parts.writerLock.awaitFree(deadline.leftNanos());
        if (straggler != null) {
            report(false, "a transaction of \"" + straggler.thread().getName() + '"');
            stop(straggler);
        }
    }

    /** Rolls back a transaction that does not end, if that can be done within a second. */
    private void stop(WriterLock.Permit straggler) {
        for (int i = 0; i < 100 && straggler instanceof WriteTransaction transaction; i++) {
            if (transaction.stop()) {
                parts.writer.release(transaction);
                return;
            }
            if (parts.writerLock.awaitFree(10_000_000) != straggler) {
                return;
            }
        }
    }

    /** What is committed is on the disk when the store is closed, also at NORMAL. */
    private void flushAll(long timeoutNanos) {
        long commits = parts.writeConnection.commits();
        if (store.config().sync() == Sync.OFF || commits == 0) {
            return;
        }
        try {
            parts.flusher.awaitOthers(commits, timeoutNanos);
        } catch (OutcomeUnknownException e) {
            report(false, "a flush: " + e.getMessage());
        }
    }

    // The file.

    /**
     * Closes the file. A statement that cannot be interrupted and a slow disk, on which the last checkpoint takes its time, may
     * hold that up for as long as they like, so it is done on a thread of its own, which goes on if it is not done in time.
     */
    private void closeFile(boolean isMaintenanceOver, long timeoutNanos) throws Exception {
        FutureTask<Boolean> closing = new FutureTask<>(() -> closeFileNow(isMaintenanceOver));
        Thread thread = closingThread(closing);
        if (thread != null && !LoopWorker.join(thread, timeoutNanos)) {
            report(
                    false,
                    "the last checkpoint, or a statement that cannot be interrupted; the file is closed as soon as that ends");
            return;
        }
        closing.run(); // does nothing unless there was no thread, or one that did not run what it was made for
        try {
            closing.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private @Nullable Thread closingThread(Runnable closing) {
        try {
            Thread thread = store.config().threads().newThread(closing);
            thread.setName(store.threadName("close"));
            thread.start();
            return thread;
        } catch (Throwable e) {
            return null;
        }
    }

    private boolean closeFileNow(boolean isMaintenanceOver) {
        try {
            CloseSequence steps = new CloseSequence();
            steps.run(parts.readers::close);
            steps.run(parts.changes::databaseMayChange);
            parts.files.end();
            steps.run(() -> closeConnections(isMaintenanceOver));
            steps.run(this::leaveRegistry);
            for (Runnable action = atFileClosed.poll(); action != null; action = atFileClosed.poll()) {
                steps.run(action::run);
            }
            steps.throwFirst("closing " + store.path());
            return true;
        } finally {
            fileClosed.complete(null);
        }
    }

    private void closeConnections(boolean isMaintenanceOver) {
        CloseSequence steps = new CloseSequence();
        // the last connection to close empties the log, unless it cannot write
        CachedConnection[] last = new CachedConnection[1];
        if (parts.files.isLost()) {
            last[0] = parts.files.isOnlyLogRemoved() ? null : openReadOnlyIfPossible();
            isAbandoned = last[0] == null && !parts.files.isOnlyLogRemoved() && parts.files.isDatabaseThere();
        } else if (store.config().checkpoint() == Checkpoint.EXTERNAL) {
            steps.run(() -> last[0] = parts.connections.openReadOnly());
        }
        if (isMaintenanceOver) {
            steps.run(parts.maintenance::closeConnection);
        }
        if (parts.writerLock.holder() == null && !isAbandoned) {
            steps.run(parts.writeConnection::close);
        }
        if (last[0] != null) {
            steps.run(last[0]::close);
        }
        steps.throwFirst("closing " + store.path());
    }

    /** On a database that is gone SQLite empties no log of its own accord. */
    private @Nullable CachedConnection openReadOnlyIfPossible() {
        try {
            return parts.connections.openReadOnly();
        } catch (SQLException e) {
            return null;
        }
    }

    private void leaveRegistry() throws IOException {
        ProcessRegistry registry = parts.registry;
        if (registry != null) {
            registry.databaseIsSettled();
            registry.close();
        }
    }

    /** Has something run as soon as the file is closed, and before it can be opened again. */
    void atFileClosed(Runnable action) {
        atFileClosed.add(action);
    }

    /**
     * Runs something once the file is closed, at once if it is: a close that was over its time returns before that, and until
     * then nobody in this process may open the file again, or what is closed last would take the locks of the new opening.
     */
    void whenFileIsClosed(Runnable action) {
        var unused = fileClosed.thenRun(action);
    }

    /**
     * Whether a connection was left open for good: its close would move a log into a database that others may have changed
     * meanwhile. The file cannot be opened again in this process.
     */
    boolean isAbandoned() {
        return isAbandoned;
    }
}
