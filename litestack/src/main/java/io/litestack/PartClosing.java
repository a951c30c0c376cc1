package io.litestack;

import io.litestack.core.spi.LoopWorker;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes one part on a thread of its own, which ends when that is done. */
final class PartClosing {
    private final Part part;
    private final Thread thread;
    private final long startedAt = System.nanoTime();
    private volatile @Nullable Throwable failure;

    PartClosing(Part part, int number) {
        this.part = part;
        thread = new Thread(this::close, "litestack-close-" + number);
        thread.setDaemon(true);
    }

    /** Begins to close it. */
    void start() {
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // the system has no thread left for it: better closed without a bound than not at all
            close();
        }
    }

    private void close() {
        try {
            part.opened().close();
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** Waits until it is closed, or the time is over; an interrupt does not end that. */
    void await(long nanos) {
        LoopWorker.join(thread, nanos);
    }

    boolean isOn(Thread other) {
        return thread == other;
    }

    boolean isOver() {
        return !thread.isAlive();
    }

    /** What kept it from being closed; empty if it goes on. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** What goes on, and for how long. */
    String describe() {
        return part.name() + " (for " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt) + " ms)";
    }
}
