package io.litestack.job.internal.run;

import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.sql.Millis;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Interrupts handlers that are over their timeout, and reports those that go on all the same. Thread-safe. */
public final class Timeouts {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * When something is to be done about an attempt.
     *
     * @param at the time, by the ticker
     * @param attempt the attempt
     * @param isInterrupted whether that was its interrupt already
     */
    private record Deadline(long at, Attempt attempt, boolean isInterrupted) {}

    private final QueueResources resources;
    private final Runnable wake;

    /** Guarded by this object, as the other map: what is in one is in both. */
    private final TreeSet<Deadline> deadlines = new TreeSet<>(Comparator.comparingLong(Deadline::at)
            .thenComparingLong(it -> it.attempt.lease().id())
            .thenComparingInt(it -> it.attempt.lease().attempt()));

    private final Map<Attempt, Deadline> byAttempt = new HashMap<>();

    public Timeouts(QueueResources resources, Runnable wake) {
        this.resources = resources;
        this.wake = wake;
    }

    public void add(Attempt attempt, Duration timeout) {
        set(new Deadline(attempt.startedAt() + Millis.nanos(timeout), attempt, false));
    }

    public synchronized void remove(Attempt attempt) {
        Deadline deadline = byAttempt.remove(attempt);
        if (deadline != null) {
            deadlines.remove(deadline);
        }
    }

    /** How many attempts are watched. */
    public synchronized int size() {
        return deadlines.size();
    }

    private void set(Deadline deadline) {
        if (isFirstOnceAdded(deadline)) {
            wake.run();
        }
    }

    private synchronized boolean isFirstOnceAdded(Deadline deadline) {
        byAttempt.put(deadline.attempt, deadline);
        deadlines.add(deadline);
        return deadline.equals(deadlines.first());
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        for (Deadline due = takeDue(); due != null; due = takeDue()) {
            expired(due);
        }
        return nanosUntilNext();
    }

    private synchronized @Nullable Deadline takeDue() {
        if (deadlines.isEmpty() || deadlines.first().at - resources.ticks() > 0) {
            return null;
        }
        Deadline due = deadlines.first();
        remove(due.attempt);
        return due;
    }

    private synchronized long nanosUntilNext() {
        return deadlines.isEmpty() ? Long.MAX_VALUE : Math.max(1, deadlines.first().at - resources.ticks());
    }

    private void expired(Deadline deadline) {
        Attempt attempt = deadline.attempt;
        long runNanos = resources.ticks() - attempt.startedAt();
        Thread thread = attempt.timeOut();
        if (thread == null) {
            return;
        }
        if (deadline.isInterrupted) {
            resources.listener().onInterruptIgnored(attempt, runNanos, thread.getStackTrace());
        } else {
            set(new Deadline(resources.ticks() + PATIENCE_NANOS, attempt, true));
            if (!attempt.isRunning()) {
                // it ended meanwhile, and was removed before the new deadline was there
                remove(attempt);
            }
            resources.listener().onTimeout(attempt, runNanos);
        }
    }
}
