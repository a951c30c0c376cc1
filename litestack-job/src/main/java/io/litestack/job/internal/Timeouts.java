package io.litestack.job.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;

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
    private final ConcurrentSkipListSet<Alarm> alarms = new ConcurrentSkipListSet<>(
            Comparator.comparingLong(Alarm::at).thenComparingLong(it -> it.attempt.lease.id));
    private final Map<Attempt, Alarm> byAttempt = new ConcurrentHashMap<>();

    Timeouts(Engine engine, Runnable wake) {
        this.engine = engine;
        this.wake = wake;
    }

    void add(Attempt attempt, Duration timeout) {
        set(new Alarm(attempt.startedAt + timeout.toNanos(), attempt, false));
    }

    void remove(Attempt attempt) {
        Alarm alarm = byAttempt.remove(attempt);
        if (alarm != null) {
            alarms.remove(alarm);
        }
    }

    private void set(Alarm alarm) {
        byAttempt.put(alarm.attempt, alarm);
        alarms.add(alarm);
        if (alarm.equals(alarms.first())) {
            wake.run();
        }
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    long upkeep() {
        while (!alarms.isEmpty()) {
            Alarm first = alarms.pollFirst();
            if (first == null) {
                break;
            }
            long left = first.at - engine.ticks();
            if (left > 0) {
                alarms.add(first);
                return left;
            }
            ring(first);
        }
        return Long.MAX_VALUE;
    }

    private void ring(Alarm alarm) {
        Attempt attempt = alarm.attempt;
        if (!byAttempt.remove(attempt, alarm)) {
            return;
        }
        long runNanos = engine.ticks() - attempt.startedAt;
        Thread thread = attempt.timeOut();
        if (thread == null) {
            return;
        }
        if (alarm.isInterrupted) {
            engine.listener().onInterruptIgnored(attempt, runNanos, thread.getStackTrace());
        } else {
            engine.listener().onTimeout(attempt, runNanos);
            set(new Alarm(engine.ticks() + PATIENCE_NANOS, attempt, true));
        }
    }
}
