package io.litestack.cable.internal.run;

import java.time.Duration;

/** Runs handlers. Thread-safe. */
public interface HandlerExecutor {
    /**
     * Runs something soon, on another thread; after the close it does nothing.
     *
     * @throws RuntimeException or an error, if there is no thread for it
     */
    void execute(Runnable task);

    /** Takes nothing more, and waits for what it was given; returns whether that has ended. */
    boolean close(Duration timeout);
}
