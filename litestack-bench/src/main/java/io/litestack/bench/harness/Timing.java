package io.litestack.bench.harness;

import java.time.Duration;

/**
 * How long to measure. Immutable.
 *
 * @param warmup how long the load runs before anything counts
 * @param window how long it counts
 */
public record Timing(Duration warmup, Duration window) {
    /** The window of a full run. */
    public static final double FULL_SECONDS = 10;

    /** The warm-up of most rows, in windows. */
    public static final double WARM_UP = 0.15;

    /** A window of so many seconds, with the warm-up that goes with it. */
    public static Timing ofSeconds(double seconds) {
        return new Timing(nanos(seconds * WARM_UP), nanos(seconds));
    }

    /** This timing with a warm-up of so many windows. */
    public Timing warmedUpFor(double windows) {
        return new Timing(nanos(seconds() * windows), window);
    }

    /** This timing with windows that are longer or shorter. */
    public Timing times(double factor) {
        return new Timing(warmup, nanos(seconds() * factor));
    }

    /** The window in seconds. */
    public double seconds() {
        return window.toNanos() / 1e9;
    }

    /** How much of a full run this is: 1 for windows of ten seconds and more, less for a quick one. */
    public double scale() {
        return Math.min(1, seconds() / FULL_SECONDS);
    }

    private static Duration nanos(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
