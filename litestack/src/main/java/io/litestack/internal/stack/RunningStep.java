package io.litestack.internal.stack;

import io.litestack.core.spi.LoopWorker;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A step on a thread of its own, which ends with it. */
final class RunningStep {
    private final ShutdownStep step;
    private final Thread thread;
    private final long startedAt = System.nanoTime();
    private volatile @Nullable Throwable failure;

    RunningStep(ShutdownStep step, int number) {
        this.step = step;
        thread = new Thread(this::run, "litestack-close-" + number);
        thread.setDaemon(true);
    }

    /** Begins it. */
    void start() {
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // the system has no thread left for it: better without a bound than not at all
            run();
        }
    }

    private void run() {
        try {
            step.action().close();
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** Waits until it is over, or the time is; an interrupt does not end that. */
    void await(long nanos) {
        LoopWorker.join(thread, nanos);
    }

    boolean isOn(Thread other) {
        return thread == other;
    }

    boolean isOver() {
        return !thread.isAlive();
    }

    /** What it threw; empty if it succeeded or goes on. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** What goes on, and for how long. */
    String describe() {
        return step.name() + " (for " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt) + " ms)";
    }
}
