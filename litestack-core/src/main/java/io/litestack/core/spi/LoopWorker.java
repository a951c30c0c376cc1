package io.litestack.core.spi;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A background loop: it runs its step, waits for as long as the step said or until it is woken, and runs it again. A
 * failing step never ends the loop: it rests, longer each time up to a minute, and goes on. Its thread is a
 * {@link SupervisedThread}.
 *
 * <p>{@link #close} is synchronous, bounded, idempotent and legal before {@link #start}. Thread-safe.
 */
public final class LoopWorker implements AutoCloseable {
    /** What a loop does again and again. */
    @FunctionalInterface
    public interface Step {
        /** Returned to sleep until woken. */
        long UNTIL_WOKEN = Long.MAX_VALUE;

        /**
         * Does a bounded amount of work.
         *
         * @return in how many nanoseconds to be called again; 0 for at once, {@link #UNTIL_WOKEN} to wait for a wake-up
         * @throws Exception reported; the loop goes on after a pause
         */
        long run() throws Exception;
    }

    /** Hears of a step that failed. */
    @FunctionalInterface
    public interface FailureListener {
        /**
         * A step threw.
         *
         * @param loop the loop's name
         * @param cause what it threw
         * @param pauseNanos how long the loop rests before the next step
         */
        void onFailure(String loop, Throwable cause, long pauseNanos);
    }

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final Step step;
    private final FailureListener failures;
    private final SupervisedThread thread;

    /** Held by whoever runs the step. */
    private final ReentrantLock running = new ReentrantLock();

    private volatile boolean woken;
    private volatile boolean stopping;

    /** How long to wait before the next step; only the loop's thread uses it. */
    private long delay;

    private long pause = FIRST_PAUSE_NANOS;

    /**
     * Makes a loop; it starts with {@link #start}.
     *
     * @param name the name of its thread
     * @param threads makes the thread
     * @param step what to do
     * @param failures hears of failing steps
     */
    public LoopWorker(String name, ThreadFactory threads, Step step, FailureListener failures) {
        this.name = name;
        this.step = step;
        this.failures = failures;
        this.thread = new SupervisedThread(name, threads, this::loop, failures);
    }

    /**
     * Starts the loop; its first step runs at once. Starting a started or closed loop does nothing. If there is no thread for
     * it the start is tried again until it succeeds.
     */
    public void start() {
        if (!stopping) {
            thread.start();
        }
    }

    /** Makes the loop run its step now, or once more if it is just running it. */
    public void wake() {
        if (!woken) {
            woken = true;
            thread.unpark();
        }
    }

    /**
     * As {@link #wake}, but the step is run once on the calling thread before this returns, if nobody runs it just now: that is quicker
     * than to wake a thread. Whatever else there is to do, or to report if the step fails, is left to the loop's own thread. The loop
     * must have been started.
     */
    public void runOrWake() {
        if (!runOnce()) {
            wake();
        }
    }

    /** Runs the step; returns whether that was all. */
    private boolean runOnce() {
        if (woken || !running.tryLock()) {
            return false;
        }
        try {
            return !stopping && step.run() == Step.UNTIL_WOKEN;
        } catch (Throwable e) {
            // the loop's thread meets it as well, and reports it
            return false;
        } finally {
            running.unlock();
        }
    }

    /** Stops the loop and waits at most ten seconds for a step that is under way. */
    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    /**
     * Stops the loop; called from the loop's own step it returns at once, and the loop ends after the step.
     *
     * @param timeout how long to wait for a step that is under way
     * @return whether the loop has ended
     */
    public boolean close(Duration timeout) {
        stopping = true;
        thread.unpark();
        if (thread.isCurrent() || running.isHeldByCurrentThread()) {
            return true;
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        return thread.join(timeout.toNanos()) && awaitLast(deadline - System.nanoTime());
    }

    /** Waits for a step that runs on a thread of somebody else. */
    private boolean awaitLast(long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    boolean isOver = running.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (isOver) {
                        running.unlock();
                    }
                    return isOver;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits until a thread has ended; an interrupt does not end the wait, the flag is set again afterwards.
     *
     * @param thread a thread that was started
     * @param timeoutNanos how long to wait at most
     * @return whether it has ended
     */
    public static boolean join(Thread thread, long timeoutNanos) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + timeoutNanos;
        long left = timeoutNanos;
        while (thread.isAlive() && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = deadline - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void loop() {
        while (awaitTurn()) {
            running.lock();
            try {
                delay = step.run();
                pause = FIRST_PAUSE_NANOS;
            } catch (Throwable e) {
                delay = pause;
                pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
                report(e, delay);
            } finally {
                running.unlock();
            }
        }
    }

    private void report(Throwable cause, long pauseNanos) {
        try {
            failures.onFailure(name, cause, pauseNanos);
        } catch (Throwable ignored) {
            // a listener cannot be allowed to end the loop, and there is nobody left to report it to
        }
    }

    /**
     * Waits out the delay; false once the loop is to stop. A stray interrupt only shortens the wait; one that the step has
     * left behind does not even that, or the loop would not rest any more. Bare parking, because it allocates nothing.
     */
    private boolean awaitTurn() {
        long start = System.nanoTime();
        Thread.interrupted();
        while (!stopping && !woken && !Thread.interrupted()) {
            long left = delay - (System.nanoTime() - start);
            if (delay == Step.UNTIL_WOKEN) {
                LockSupport.park(this);
            } else if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else {
                break;
            }
        }
        woken = false;
        return !stopping;
    }
}
