package io.litestack.job.internal.lease;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.job.JobError;
import io.litestack.job.JobProgress;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.report.LocalAttempt;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One run of a handler. It may be interrupted only while the handler runs: the lock sees to it that no interrupt meets the
 * thread's next job. Thread-safe.
 */
public final class Attempt implements LocalAttempt {
    private final AttemptServices services;
    private final Lease lease;
    private final int standardMaxAttempts;
    private final long startedAt;

    /** The thread on which the job is worked on, also before and after its handler runs. */
    private final Thread runner = Thread.currentThread();

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean hasProgressed;
    private final AtomicReference<@Nullable JobProgress> progress = new AtomicReference<>();

    /** The thread that may be interrupted. Guarded by the lock. */
    private @Nullable Thread thread;

    /** How long the handler ran. Only for its own thread. */
    private long runNanos;

    private volatile boolean isCancelled;
    private volatile boolean isInterruptedByStop;
    private volatile boolean isTimedOut;
    private volatile boolean isInterruptedToCancel;
    private volatile byte @Nullable [] result;
    private volatile @Nullable StoredEffects externalEffects;
    private volatile boolean isDone;
    private volatile boolean hasSeenStop;

    /**
     * Begins on the calling thread.
     *
     * @param standardMaxAttempts how many attempts the job has unless it has a number of its own
     * @param startedAt when, by the ticker
     */
    public Attempt(AttemptServices services, Lease lease, int standardMaxAttempts, long startedAt) {
        this.services = services;
        this.lease = lease;
        this.standardMaxAttempts = standardMaxAttempts;
        this.startedAt = startedAt;
        this.thread = runner;
    }

    public Lease lease() {
        return lease;
    }

    public long startedAt() {
        return startedAt;
    }

    public Thread runner() {
        return runner;
    }

    @Override
    public boolean isOnItsThread() {
        return lease.running() == this && runner == Thread.currentThread();
    }

    // The thread of the handler.

    /** The handler has returned: its thread is not interrupted any more. */
    public void ended() {
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
    public boolean isRunning() {
        lock.lock();
        try {
            return thread != null;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the handler because of a stop, if it still runs; returns its thread then. */
    @Nullable
    Thread interruptForStop() {
        return interrupt(() -> isInterruptedByStop = true);
    }

    /** Interrupts the handler because of its timeout, if it still runs; returns its thread then. */
    public @Nullable Thread timeOut() {
        return interrupt(() -> {
            isTimedOut = true;
            isCancelled = true;
        });
    }

    /** Interrupts the handler because the job is to be given up, if it still runs. */
    void interruptToCancel() {
        Thread unused = interrupt(() -> {
            isInterruptedToCancel = true;
            isCancelled = true;
        });
    }

    /** Whether the handler was interrupted because the job is to be given up. */
    public boolean isInterruptedToCancel() {
        return isInterruptedToCancel;
    }

    /** An attempt whose handler has returned is left as it is: it was in time. */
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

    // How it ends.

    /** The same attempt, whose handler has run for some time. */
    public Attempt ran(long nanos) {
        runNanos = nanos;
        return this;
    }

    public long runNanos() {
        return runNanos;
    }

    public void cancel() {
        isCancelled = true;
    }

    public boolean isTimedOut() {
        return isTimedOut;
    }

    /** Whether the handler knows of the stop, so that it may have returned before its work was done. */
    public boolean knowsOfStop() {
        return services.isStopping() && (hasSeenStop || isInterruptedByStop);
    }

    /** Whether the transaction of the handler is committed, after which the job is done. */
    public boolean isDone() {
        return isDone;
    }

    /** The effects of the handler are stored in the queue's file, together with the completion. */
    public void done() {
        isDone = true;
    }

    /** The effects of the handler are stored in another file; the completion is not written yet. */
    public void done(StoredEffects elsewhere) {
        externalEffects = elsewhere;
        isDone = true;
    }

    /** Where the effects are, if that is another file than the queue's. */
    public @Nullable StoredEffects externalEffects() {
        return externalEffects;
    }

    /** Whether there was ever any. */
    public boolean hasProgressed() {
        return hasProgressed;
    }

    /** The latest progress, or null if there is none since the last call. */
    public @Nullable JobProgress takeProgress() {
        return progress.getAndSet(null);
    }

    // What the handler sees.

    @Override
    public long id() {
        return lease.id();
    }

    @Override
    public String type() {
        return lease.job().type();
    }

    @Override
    public String queue() {
        return lease.job().queue();
    }

    @Override
    public int attempt() {
        return lease.countedAttempt();
    }

    @Override
    public int maxAttempts() {
        return lease.maxAttempts(standardMaxAttempts);
    }

    @Override
    public String token() {
        return lease.id() + "-" + lease.attempt();
    }

    @Override
    public List<String> tags() {
        return JobJson.tags(lease.job().tags());
    }

    @Override
    public Map<String, String> metadata() {
        return JobJson.metadata(lease.job().metadata());
    }

    @Override
    public boolean isStopping() {
        boolean isStopping = services.isStopping();
        hasSeenStop |= isStopping;
        return isStopping;
    }

    @Override
    public boolean isCancelled() {
        return isCancelled;
    }

    @Override
    @SuppressWarnings("ConstantValue") // callers without null checks pass null
    public void progress(long done, long total, String message) {
        String text = message == null ? "" : message;
        hasProgressed = true;
        if (progress.getAndSet(new JobProgress(done, total, text)) == null) {
            services.progressed(this);
        }
    }

    @Override
    public List<JobError> errors() {
        return services.errors(this);
    }

    @Override
    public void setResult(Object value) {
        result = services.encodeResult(this, value);
    }

    /** What the handler has set, or null. */
    public byte @Nullable [] result() {
        return result;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(Store store, Work<? super Transaction, T, X> work)
            throws X {
        if (isDone) {
            throw new IllegalStateException(
                    "job " + lease.id() + " is done since an earlier transaction of this attempt");
        }
        return services.write(store, this, work);
    }

    /** Names the attempt; what its payload holds may be secret. */
    @Override
    public String toString() {
        return "job " + id() + " (" + type() + " on " + queue() + "), attempt " + attempt();
    }
}
