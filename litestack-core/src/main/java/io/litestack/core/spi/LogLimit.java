package io.litestack.core.spi;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps what fails again and again from filling the log: of lines about the same thing one is written every ten seconds, and it
 * can say how many were left out. What is told apart is bounded; beyond that all is the same thing. Thread-safe.
 */
public final class LogLimit {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST = 256;
    private static final String EVERYTHING_ELSE = "";

    private final LongSupplier ticks;
    private final Map<String, Line> lines = new HashMap<>();

    /** The line that was written last. */
    private static final class Line {
        long writtenAt;
        long leftOut;
    }

    /**
     * Begins with nothing written.
     *
     * @param ticks a monotonic clock, in nanoseconds
     */
    public LogLimit(LongSupplier ticks) {
        this.ticks = ticks;
    }

    /**
     * Decides about a line.
     *
     * @param thing what it is about
     * @return how many lines about it were left out since the last one; empty if this one is to be left out too
     */
    public synchronized OptionalLong admit(String thing) {
        long now = ticks.getAsLong();
        Line line = lines.get(thing);
        if (line == null) {
            if (lines.size() >= MOST) {
                lines.values().removeIf(it -> now - it.writtenAt >= INTERVAL_NANOS);
            }
            String key = lines.size() < MOST ? thing : EVERYTHING_ELSE;
            line = lines.get(key);
            if (line == null) {
                Line first = new Line();
                first.writtenAt = now;
                lines.put(key, first);
                return OptionalLong.of(0);
            }
        }
        if (now - line.writtenAt < INTERVAL_NANOS) {
            line.leftOut++;
            return OptionalLong.empty();
        }
        OptionalLong leftOut = OptionalLong.of(line.leftOut);
        line.writtenAt = now;
        line.leftOut = 0;
        return leftOut;
    }
}
