package io.litestack.job.internal;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.job.JobContext;
import io.litestack.job.JobProgress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One handler's run. It may be interrupted only while the handler runs: the lock sees to it that no interrupt meets the
 * thread's next job.
 */
final class Attempt implements JobContext {
    final Lease lease;
    final long startedAt;

    /** The thread on which the job is worked off, also before and after its handler runs. */
    final Thread runner = Thread.currentThread();

    private final SqliteJobWorkers workers;
    private final int maxAttempts;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<@Nullable JobProgress> progress = new AtomicReference<>();
    private @Nullable Thread thread;
    private volatile boolean isCancelled;
    private volatile boolean isInterruptedByStop;
    private volatile boolean isTimedOut;
    private volatile ElsewhereEffects.@Nullable Stored elsewhere;
    private volatile boolean isDone;
    private volatile boolean hasSeenStop;

    Attempt(SqliteJobWorkers workers, Lease lease, int maxAttempts, long startedAt) {
        this.workers = workers;
        this.lease = lease;
        this.maxAttempts = maxAttempts;
        this.startedAt = startedAt;
        this.thread = runner;
    }

    /** The handler has returned: nobody interrupts its thread from here on. */
    void ended() {
        lock.lock();
        try {
            thread = null;
        } finally {
            lock.unlock();
        }
        // it was meant for the handler, or set by it
        Thread.interrupted();
    }

    /** Whether the handler still runs. */
    boolean isRunning() {
        lock.lock();
        try {
            return thread != null;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the handler if it still runs, since the workers stop, and returns its thread. */
    @Nullable
    Thread interruptForStop() {
        return interrupt(() -> isInterruptedByStop = true);
    }

    /** Interrupts the handler if it still runs, since its time is over, and returns its thread. */
    @Nullable
    Thread timeOut() {
        return interrupt(() -> {
            isTimedOut = true;
            isCancelled = true;
        });
    }

    /** Nothing is noted of an attempt whose handler has returned: it was in time. */
    private @Nullable Thread interrupt(Runnable note) {
        lock.lock();
        try {
            if (thread != null) {
                note.run();
                thread.interrupt();
            }
            return thread;
        } finally {
            lock.unlock();
        }
    }

    void cancel() {
        isCancelled = true;
    }

    boolean isTimedOut() {
        return isTimedOut;
    }

    /** Whether the handler knows of the stop, so that it may have returned before its work was done. */
    boolean knowsOfStop() {
        return workers.isStopping() && (hasSeenStop || isInterruptedByStop);
    }

    /** Whether the handler's transaction is committed, after which the job is done. */
    boolean isDone() {
        return isDone;
    }

    /** The handler's effects are stored: in the queue's file, with the finish, or elsewhere. */
    void done(ElsewhereEffects.@Nullable Stored stored) {
        elsewhere = stored;
        isDone = true;
    }

    /** Where the effects are, if that is not the queue's file. */
    ElsewhereEffects.@Nullable Stored elsewhere() {
        return elsewhere;
    }

    /** What was told of the progress since the last call, or null. */
    @Nullable
    JobProgress takeProgress() {
        return progress.getAndSet(null);
    }

    @Override
    public long id() {
        return lease.id;
    }

    @Override
    public String type() {
        return lease.type;
    }

    @Override
    public String queue() {
        return lease.queue;
    }

    @Override
    public int attempt() {
        return lease.countedAttempt();
    }

    @Override
    public int maxAttempts() {
        return lease.most(maxAttempts);
    }

    @Override
    public String token() {
        return lease.id + "-" + lease.attempt;
    }

    @Override
    public List<String> tags() {
        return Texts.tags(lease.tags);
    }

    @Override
    public Map<String, String> metadata() {
        return Texts.metadata(lease.metadata);
    }

    @Override
    public boolean isStopping() {
        boolean isStopping = workers.isStopping();
        hasSeenStop |= isStopping;
        return isStopping;
    }

    @Override
    public boolean isCancelled() {
        return isCancelled;
    }

    @Override
    @SuppressWarnings("ConstantValue") // callers without null checks say null
    public void progress(long done, long total, String message) {
        String text = message == null ? "" : message;
        if (progress.getAndSet(new JobProgress(done, total, text)) == null) {
            workers.progressed(this);
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T transaction(
            Store store, Work<? super Transaction, T, X> work) throws X {
        if (isDone) {
            throw new IllegalStateException(
                    "job " + lease.id + " is done since an earlier transaction of this attempt");
        }
        return workers.finishing(store, this, work);
    }

    /** Says which attempt it is; what its payload holds may be secret. */
    @Override
    public String toString() {
        return "job " + lease.id + " (" + lease.type + " on " + lease.queue + "), attempt " + lease.countedAttempt();
    }
}
