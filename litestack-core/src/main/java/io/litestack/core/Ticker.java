package io.litestack.core;

/**
 * A monotonic clock: it measures spans and knows no date. Timeouts and leases are judged by it, never by the wall
 * clock, so that a step of the wall clock ends nothing early.
 */
@FunctionalInterface
public interface Ticker {
    /**
     * Returns the current reading.
     *
     * @return nanoseconds since an arbitrary origin; only differences mean something
     */
    long nanos();

    /**
     * Returns the machine's own monotonic clock.
     *
     * @return a ticker that reads {@link System#nanoTime()}
     */
    static Ticker system() {
        return SystemTicker.INSTANCE;
    }
}
