package io.litestack.job.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Interrupts handlers that are over their time, and tells of those that go on all the same. Thread-safe. */
final class Timeouts {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * When something is to be done about an attempt.
     *
     * @param at the time, by the ticker
     * @param attempt the attempt
     * @param isInterrupted whether that was its interrupt already
     */
    private record Alarm(long at, Attempt attempt, boolean isInterrupted) {}

    private final Engine engine;
    private final Runnable wake;

    /** Guarded by this object, as the other map: what is in one is in both. */
    private final TreeSet<Alarm> alarms = new TreeSet<>(Comparator.comparingLong(Alarm::at)
            .thenComparingLong(it -> it.attempt.lease.id)
            .thenComparingInt(it -> it.attempt.lease.attempt));

    private final Map<Attempt, Alarm> byAttempt = new HashMap<>();

    Timeouts(Engine engine, Runnable wake) {
        this.engine = engine;
        this.wake = wake;
    }

    void add(Attempt attempt, Duration timeout) {
        set(new Alarm(attempt.startedAt + Millis.nanos(timeout), attempt, false));
    }

    synchronized void remove(Attempt attempt) {
        Alarm alarm = byAttempt.remove(attempt);
        if (alarm != null) {
            alarms.remove(alarm);
        }
    }

    /** How many attempts are watched. */
    synchronized int size() {
        return alarms.size();
    }

    private void set(Alarm alarm) {
        if (isFirstOnceAdded(alarm)) {
            wake.run();
        }
    }

    private synchronized boolean isFirstOnceAdded(Alarm alarm) {
        byAttempt.put(alarm.attempt, alarm);
        alarms.add(alarm);
        return alarm.equals(alarms.first());
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    long upkeep() {
        for (Alarm due = takeDue(); due != null; due = takeDue()) {
            ring(due);
        }
        return nanosUntilNext();
    }

    private synchronized @Nullable Alarm takeDue() {
        if (alarms.isEmpty() || alarms.first().at - engine.ticks() > 0) {
            return null;
        }
        Alarm due = alarms.first();
        remove(due.attempt);
        return due;
    }

    private synchronized long nanosUntilNext() {
        return alarms.isEmpty() ? Long.MAX_VALUE : Math.max(1, alarms.first().at - engine.ticks());
    }

    private void ring(Alarm alarm) {
        Attempt attempt = alarm.attempt;
        long runNanos = engine.ticks() - attempt.startedAt;
        Thread thread = attempt.timeOut();
        if (thread == null) {
            return;
        }
        if (alarm.isInterrupted) {
            engine.listener().onInterruptIgnored(attempt, runNanos, thread.getStackTrace());
        } else {
            set(new Alarm(engine.ticks() + PATIENCE_NANOS, attempt, true));
            if (!attempt.isRunning()) {
                // it ended meanwhile, and was removed before the new alarm was there
                remove(attempt);
            }
            engine.listener().onTimeout(attempt, runNanos);
        }
    }
}
