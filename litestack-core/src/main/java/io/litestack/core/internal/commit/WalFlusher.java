package io.litestack.core.internal.commit;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StoreException;
import io.litestack.core.StoreListener;
import io.litestack.core.Ticker;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.context.Threads;
import io.litestack.core.spi.SupervisedThread;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Flushes the write-ahead log for all who committed.
 *
 * <h2>The idea</h2>
 *
 * In WAL mode SQLite's levels NORMAL and FULL differ in one thing: after a commit FULL flushes the {@code -wal} file. So the
 * connections run at NORMAL, and whoever needs FULL waits here, after it has left the writer's lock, until the log has been flushed
 * once since its commit. Commits are numbered; a flush that begins when number <i>n</i> is committed covers all up to
 * <i>n</i>. While it runs, others commit, and the next flush covers them all together.
 *
 * <h2>Why it is right</h2>
 *
 * <ul>
 *   <li>A commit returns from SQLite when its frames are written (not flushed) to the log, so a flush that begins later
 *       covers them.
 *   <li>If a checkpoint moved the frames into the file meanwhile, it flushed the log before and the file after it, because
 *       every connection that may checkpoint runs at NORMAL or above. Then the log may be begun anew, and the flush
 *       covers less than it seems, but nothing is missing.
 *   <li>SQLite puts no POSIX locks on the {@code -wal} file, so a descriptor of our own may be opened and closed. (On the
 *       database and the {@code -shm} file that would drop SQLite's locks.)
 * </ul>
 *
 * <h2>When a flush fails</h2>
 *
 * After a failed fsync Linux marks the pages clean: the next fsync succeeds although the data never reached the disk. So
 * one failure poisons everything not yet covered: all who wait get {@link OutcomeUnknownException}, later commits are
 * refused, and no further flush counts, until the maintenance has copied the whole log into the database file, flushed
 * that, and emptied the log ({@link #recovered}).
 *
 * <h2>Who does it</h2>
 *
 * Whoever finds nobody flushing does it at once on its own thread: waking another would cost a third of what the flush
 * itself costs. Those who come meanwhile are served by the flusher's own thread, which flushes on as long as somebody waits.
 * Flushing is not interruptible: {@code FileChannel.force} would be (an interrupt closes the channel in the midst of it and
 * hides the disk's answer), so the call is {@link FileDescriptor#sync}. Only on macOS, where that does not reach the disk,
 * {@code force} is used, and only by the flusher's own thread, which nobody can interrupt. Waiting is bounded, and an
 * interrupted waiter waits on, since its commit is made; its flag is set again.
 */
public final class WalFlusher implements AutoCloseable {
    private static final boolean IS_MAC =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");

    /** How long the worker rests before it tries a flush again that could not even begin. */
    private static final long REST_NANOS = 1_000_000;

    private static final class Waiter {
        final long commit;
        final boolean mayFlush;
        final Thread thread = Thread.currentThread();

        Waiter(long commit, boolean mayFlush) {
            this.commit = commit;
            this.mayFlush = mayFlush;
        }
    }

    /** How a commit stands. */
    enum State {
        PENDING,
        SYNCED,
        UNKNOWN
    }

    private final Path file;
    private final Path log;
    private final Ticker ticker;
    private final StoreListener listener;
    private final LongSupplier lastCommit;
    private final Supplier<@Nullable StoreException> loss;
    private final Runnable progress;

    private final List<Waiter> waiters = new ArrayList<>();
    /** −1 at first: what a predecessor left unflushed is covered by the first flush. */
    private volatile long synced = -1;

    private volatile @Nullable Throwable failure;
    private long wanted;
    private boolean flushing;

    /** Set without any call by one whose flush was broken off before it could end: nobody is flushing then. */
    private volatile boolean brokenOff;

    private boolean closed;
    private final SupervisedThread worker;
    private @Nullable RandomAccessFile opened;

    private long syncs;
    private long nanosTotal;
    private long nanosMax;

    /**
     * Prepares the flusher; the thread starts at the first need.
     *
     * @param lastCommit the number of the last commit
     * @param loss why a flush is worth nothing although the disk has made it, or null; asked after each
     * @param progress called after each flush, successful or not, on the thread that flushed
     */
    public WalFlusher(
            StoreContext store, LongSupplier lastCommit, Supplier<@Nullable StoreException> loss, Runnable progress) {
        this.file = store.path();
        this.log = file.resolveSibling(file.getFileName() + "-wal");
        this.ticker = store.config().ticker();
        this.listener = store.listener();
        this.worker = new SupervisedThread(
                store.threadName("sync"), store.config().threads(), this::work, listener::onLoopFailure);
        this.lastCommit = lastCommit;
        this.loss = loss;
        this.progress = progress;
    }

    /**
     * Waits until a commit is flushed.
     *
     * @throws OutcomeUnknownException if the flush failed, or did not end in time
     */
    void await(long commit, long timeoutNanos) {
        if (mayFlushNow(commit)) {
            flush();
        }
        await(commit, timeoutNanos, true);
    }

    /**
     * As {@link #await}, but never flushes on the calling thread, so that the timeout holds whatever the disk does.
     *
     * @throws OutcomeUnknownException if the flush failed, or did not end in time
     */
    public void awaitOthers(long commit, long timeoutNanos) {
        await(commit, timeoutNanos, false);
    }

    private void await(long commit, long timeoutNanos, boolean mayFlush) {
        if (synced >= commit) {
            return;
        }
        Waiter waiter = new Waiter(commit, mayFlush);
        long start = ticker.nanos();
        boolean interrupted = false;
        State state = ask(commit, waiter);
        long left = timeoutNanos;
        while (state == State.PENDING && left > 0) {
            LockSupport.parkNanos(this, left);
            interrupted |= Thread.interrupted();
            if (mayFlush && worker.isMissing() && mayFlushNow(commit)) {
                flush();
            }
            state = stateOf(commit);
            left = timeoutNanos - (ticker.nanos() - start);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (state != State.SYNCED) {
            synchronized (this) {
                waiters.remove(waiter);
            }
            throw unknown(state, timeoutNanos);
        }
    }

    /** Asks for a flush that covers a commit, without waiting. */
    void request(long commit) {
        ask(commit, null);
    }

    State stateOf(long commit) {
        if (synced >= commit) {
            return State.SYNCED;
        }
        return failure != null ? State.UNKNOWN : State.PENDING;
    }

    /** The exception for one whose commit is visible but not known to be flushed. */
    OutcomeUnknownException unknown(State state, long timeoutNanos) {
        Throwable cause = failure;
        if (state == State.UNKNOWN && cause instanceof StoreException lost) {
            return new OutcomeUnknownException(
                    "the commit is made, but it is not known whether it will be found again: " + lost.getMessage(),
                    lost);
        }
        String reason = state == State.UNKNOWN
                ? "the disk failed to flush " + log + (cause == null ? "" : ": " + cause.getMessage())
                : "the disk did not flush " + log + " within " + timeoutNanos / 1_000_000 + " ms";
        return new OutcomeUnknownException(
                reason + "; the commit is made and visible, but a power loss may take it. Check the disk", cause);
    }

    /**
     * Throws while the log is poisoned.
     *
     * @throws StoreException if so
     */
    public void refuseIfPoisoned() {
        Throwable cause = failure;
        if (cause instanceof StoreException lost) {
            throw new StoreException(String.valueOf(lost.getMessage()), lost);
        }
        if (cause != null) {
            throw new StoreException(
                    "the disk failed to flush " + log + " (" + cause.getMessage() + "); writes to " + file
                            + " are refused until the log has been rebuilt, which is tried in the background unless"
                            + " checkpoints are external, or until a restart. Check the disk",
                    cause);
        }
    }

    /** Says that the log may have a hole, after a failure that was not met here; no flush counts until it is rebuilt. */
    public void poison(Throwable cause) {
        if (fail(cause)) {
            listener.onSyncFailure(file, cause);
        }
        progress.run();
    }

    public boolean isPoisoned() {
        return failure != null;
    }

    /** Called by the maintenance, which holds the writer's lock: the file holds everything, flushed, and the log is empty. */
    public void recovered() {
        synchronized (this) {
            synced = lastCommit.getAsLong();
            failure = null;
            closeLog();
        }
        progress.run();
    }

    /** The size of the log. Touches no lock of SQLite's. */
    public long logBytes() throws IOException {
        try {
            return Files.size(log);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** The figures: flushes, nanoseconds in all, longest. */
    public synchronized long[] figures() {
        return new long[] {syncs, nanosTotal, nanosMax};
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            wakeWorker();
            if (!isFlushing()) {
                closeLog();
            }
        }
        // a thread that could not be started is not wanted any more
        worker.join(0);
    }

    /** Whether the calling thread shall flush itself: nobody else does, and something is to be flushed. */
    private synchronized boolean mayFlushNow(long commit) {
        if (IS_MAC || isFlushing() || closed || stateOf(commit) != State.PENDING) {
            return false;
        }
        flushing = true;
        return true;
    }

    private boolean isFlushing() {
        if (flushing && brokenOff) {
            flushing = false;
            brokenOff = false;
        }
        return flushing;
    }

    private synchronized State ask(long commit, @Nullable Waiter waiter) {
        State state = stateOf(commit);
        if (state != State.PENDING) {
            return state;
        }
        if (closed) {
            throw unknown(State.PENDING, 0);
        }
        if (waiter != null) {
            waiters.add(waiter);
        }
        if (wanted < commit) {
            wanted = commit;
            if (!isFlushing()) {
                wakeWorker();
            }
        }
        return state;
    }

    /** If there is no thread for it just now, those who may do it themselves are woken. */
    private void wakeWorker() {
        if (closed || worker.start()) {
            worker.unpark();
            return;
        }
        for (int i = 0; i < waiters.size(); i++) {
            if (waiters.get(i).mayFlush) {
                LockSupport.unpark(waiters.get(i).thread);
            }
        }
    }

    private void work() {
        while (true) {
            boolean isMine;
            synchronized (this) {
                isMine = !isFlushing() && isWanted();
                flushing |= isMine;
                if (!isMine && closed) {
                    return;
                }
            }
            if (isMine) {
                if (!flush()) {
                    Threads.pause(REST_NANOS);
                }
            } else {
                LockSupport.park(this);
                Thread.interrupted();
            }
        }
    }

    private boolean isWanted() {
        return wanted > synced && failure == null;
    }

    /**
     * One flush; the caller has set {@code flushing}. What keeps it from beginning (a heap or a stack that is used up) says
     * nothing about the disk: then nothing is covered, and somebody has to try again.
     *
     * @return whether the disk was asked
     */
    private boolean flush() {
        boolean isEnded = false;
        try {
            Attempt attempt = new Attempt();
            attempt.run();
            boolean isNews = end(attempt);
            isEnded = true;
            report(attempt, isNews);
            return attempt.isAsked;
        } catch (Throwable e) {
            return false;
        } finally {
            if (!isEnded) {
                brokenOff = true;
                wakeAfterBreak();
            }
        }
    }

    /** Others may have asked for a flush while this one was under way, and found nothing to do but to wait for it. */
    private void wakeAfterBreak() {
        try {
            if (!worker.isCurrent()) {
                synchronized (this) {
                    wakeWorker();
                }
            }
        } catch (Throwable e) {
            // whatever broke the flush off: who asks next finds that nobody flushes
        }
    }

    /** What became of one flush. */
    private final class Attempt {
        /** The last commit that it covers; −1 covers nothing. */
        long covered = -1;

        boolean isAsked;

        @Nullable
        Throwable cause;

        @Nullable
        StoreException lost;

        long nanos;

        void run() {
            try {
                long start = ticker.nanos();
                long last = lastCommit.getAsLong();
                Flush target = open();
                isAsked = true;
                target.sync();
                covered = last;
                nanos = ticker.nanos() - start;
            } catch (IOException e) {
                isAsked = true;
                cause = e;
            } catch (Throwable e) {
                cause = isAsked && covered < 0 ? e : null;
            }
            lost = loss.get();
            cause = lost == null ? cause : lost;
        }
    }

    /** The flush has ended, well or not: what fails here concerns nobody who waits for it. */
    private void report(Attempt attempt, boolean isNews) {
        try {
            if (attempt.cause != null && attempt.lost == null && isNews) {
                listener.onSyncFailure(file, attempt.cause);
            }
            progress.run();
        } catch (Throwable e) {
            // the listener reports its own failures, and the next flush makes progress as well
        }
    }

    /** Ends a flush; a failure is known before anybody can begin the next one. Returns whether the failure is the first. */
    private synchronized boolean end(Attempt attempt) {
        Throwable cause = attempt.cause;
        boolean isNews = cause != null && fail(cause);
        flushing = false;
        if (attempt.isAsked) {
            syncs++;
            nanosTotal += attempt.nanos;
            nanosMax = Math.max(nanosMax, attempt.nanos);
        }
        if (failure == null) {
            synced = Math.max(synced, attempt.covered);
        }
        wakeCovered();
        if (closed) {
            closeLog();
        } else if (isWanted() && !worker.isCurrent()) {
            wakeWorker();
        }
        return isNews;
    }

    /** No flush counts any more. Returns whether that is news. */
    private synchronized boolean fail(Throwable cause) {
        if (failure != null) {
            return false;
        }
        failure = cause;
        closeLog();
        wakeCovered();
        return true;
    }

    private void wakeCovered() {
        int kept = 0;
        for (int i = 0; i < waiters.size(); i++) {
            Waiter waiter = waiters.get(i);
            if (stateOf(waiter.commit) == State.PENDING) {
                waiters.set(kept++, waiter);
            } else {
                LockSupport.unpark(waiter.thread);
            }
        }
        while (waiters.size() > kept) {
            waiters.remove(waiters.size() - 1);
        }
    }

    private synchronized Flush open() throws IOException {
        RandomAccessFile log = opened;
        if (log == null) {
            log = new RandomAccessFile(this.log.toFile(), "r");
            opened = log;
        }
        RandomAccessFile target = log;
        return IS_MAC ? () -> target.getChannel().force(false) : target.getFD()::sync;
    }

    /** The system call. */
    @FunctionalInterface
    private interface Flush {
        void sync() throws IOException;
    }

    private void closeLog() {
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                // nothing was written through it
            }
            opened = null;
        }
    }
}
