package io.litestack.core.spi;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A background thread that survives every failure. All threads that a store keeps are of this kind, so that one rule holds
 * for all of them:
 *
 * <ul>
 *   <li><b>The work throws</b>, whatever it throws: that is reported, and the work is run again on the same thread after a
 *       pause. Only work that returns ends the thread.
 *   <li><b>The thread cannot be started</b>, because the system has none to give or the thread factory fails: {@link #start}
 *       says so and does not throw, and the start is tried again several times a second until it succeeds.
 *   <li><b>The thread is gone</b> although its work has not returned, because the factory's thread did not run it to the end
 *       or was stopped by force: it is replaced within a second.
 * </ul>
 *
 * <p>The last two are noticed by the supervisor, a daemon thread that all stores of the process share and that runs while any
 * of these threads is wanted. Failures are reported on the thread itself; only if there is none, by the supervisor.
 *
 * <p>An {@link OutOfMemoryError} or a {@link StackOverflowError} may strike again while it is being handled. So nothing
 * allocates on the way from a failure to the next run, except the report, whose own failure is ignored.
 *
 * <p>Thread-safe. A running thread costs those who call {@link #start} again two reads of volatile fields.
 *
 * <pre>{@code
 * var sender = new SupervisedThread("litestack-app-sender-1", threads, this::sendUntilClosed, listener::onLoopFailure);
 * sender.start();
 * }</pre>
 */
public final class SupervisedThread {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How often a start that fails again and again is reported. */
    private static final long REPORT_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final ThreadFactory threads;
    private final Runnable work;
    private final LoopWorker.FailureListener failures;

    /** The thread that does the work; null if none does. */
    private volatile @Nullable Thread thread;

    /** Whether somebody has asked for a start since the work began to run. */
    private volatile boolean requested;

    /** Why there was no thread; taken by whoever reports it. Guarded by this. */
    private @Nullable Throwable missingBecause;

    private boolean wasReported;
    private long reportedAt;

    /** The links of the supervisor's list, and guarded by its lock. */
    @Nullable
    SupervisedThread next;

    boolean isSupervised;

    /**
     * Prepares a thread; it starts with {@link #start}.
     *
     * @param name its name
     * @param threads makes it
     * @param work what it does; returns when the thread shall end
     * @param failures hears what the work threw, and why there was no thread for it
     */
    public SupervisedThread(String name, ThreadFactory threads, Runnable work, LoopWorker.FailureListener failures) {
        this.name = name;
        this.threads = threads;
        this.work = work;
        this.failures = failures;
    }

    /**
     * Starts the thread unless it runs. If the work is just about to return it is run once more, so that it sees what was
     * there before the call. Never throws.
     *
     * @return whether the thread runs; if not, the start is tried again until it succeeds or {@link #join} is called
     */
    public boolean start() {
        if (!requested) {
            requested = true;
        }
        if (thread != null || startMissing()) {
            return true;
        }
        ThreadSupervisor.lookNow();
        return false;
    }

    /** Ends the {@linkplain LockSupport#park parking} of the thread, if it runs. */
    public void unpark() {
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
        }
    }

    /**
     * Tells whether a thread is wanted and could not be started.
     *
     * @return whether there is none though there should be
     */
    public boolean isMissing() {
        return requested && thread == null;
    }

    /**
     * Tells a thread whether it is this one.
     *
     * @return whether the calling thread does the work
     */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /**
     * Waits until the work has returned, for which the caller has given it a reason, and gives up a start that has not
     * succeeded. An interrupt does not end the wait; the flag is set again afterwards. Called from the thread itself it does
     * not wait.
     *
     * @param timeoutNanos how long to wait at most
     * @return whether the thread has ended
     */
    public boolean join(long timeoutNanos) {
        Thread running;
        synchronized (this) {
            running = thread;
            if (running == null) {
                ThreadSupervisor.remove(this);
            }
        }
        if (running == null) {
            return true;
        }
        return running != Thread.currentThread() && LoopWorker.join(running, timeoutNanos);
    }

    private synchronized boolean startMissing() {
        if (thread != null) {
            return true;
        }
        try {
            ThreadSupervisor.add(this);
            Thread fresh = Objects.requireNonNull(threads.newThread(this::run), "the thread factory returned null");
            fresh.setName(name);
            thread = fresh;
            fresh.start();
            return true;
        } catch (Throwable e) {
            Thread fresh = thread;
            if (fresh != null && fresh.isAlive()) {
                return true;
            }
            thread = null;
            missingBecause = e;
            return false;
        }
    }

    private void run() {
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            boolean hasReturned = false;
            long began = System.nanoTime();
            try {
                reportMissing();
                requested = false;
                work.run();
                hasReturned = true;
            } catch (Throwable e) {
                pause = System.nanoTime() - began > LONGEST_PAUSE_NANOS ? FIRST_PAUSE_NANOS : pause;
                report(e, pause);
                rest(pause);
                pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
            }
            if (hasReturned && hasEnded()) {
                return;
            }
        }
    }

    /** First nobody runs, then the look whether somebody has asked: whoever asks does it in the opposite order. */
    private synchronized boolean hasEnded() {
        thread = null;
        if (requested) {
            thread = Thread.currentThread();
            return false;
        }
        ThreadSupervisor.remove(this);
        return true;
    }

    private void report(Throwable cause, long pauseNanos) {
        try {
            failures.onFailure(name, cause, pauseNanos);
        } catch (Throwable ignored) {
            // a listener cannot be allowed to end the thread, and there is nobody left to report it to
        }
    }

    private void rest(long nanos) {
        // a flag that the work has left behind would end the pause at once
        Thread.interrupted();
        LockSupport.parkNanos(this, nanos);
    }

    // The supervisor's side.

    /**
     * Starts the thread again if it is gone or could not be started.
     *
     * @return whether it runs
     */
    boolean restoreIfMissing() {
        synchronized (this) {
            Thread running = thread;
            if (!isSupervised || (running != null && running.isAlive())) {
                return true;
            }
            if (running != null) {
                thread = null;
                missingBecause = new IllegalStateException("the thread ended although its work had not returned");
            }
            if (startMissing()) {
                return true;
            }
        }
        if (!wasReported || System.nanoTime() - reportedAt >= REPORT_INTERVAL_NANOS) {
            reportMissing();
        }
        return false;
    }

    private void reportMissing() {
        Throwable cause;
        synchronized (this) {
            cause = missingBecause;
            missingBecause = null;
            if (cause != null) {
                wasReported = true;
                reportedAt = System.nanoTime();
            }
        }
        if (cause != null) {
            report(
                    new IllegalStateException("there was no thread \"" + name + "\": " + cause, cause),
                    ThreadSupervisor.HASTY_NANOS);
        }
    }
}
