package io.litestack.job.internal.base;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Which phase a set of workers is in, and under which row it is registered. The only state that all of its parts share: they
 * read it, the workers themselves move the phase on, and the registration sets the row. Thread-safe.
 */
public final class WorkerState {
    /** The id of no row. */
    public static final long UNREGISTERED = 0;

    /** The phases, in their order. */
    public enum Phase {
        /** Not started. */
        NEW,
        /** Jobs are taken and run. */
        RUNNING,
        /** No jobs are taken any more; those that run are brought to an end. */
        STOPPING,
        /** Nothing is held any more. */
        ENDED
    }

    private final AtomicLong workerId = new AtomicLong(UNREGISTERED);
    private volatile Phase phase = Phase.NEW;

    public Phase phase() {
        return phase;
    }

    /** Only by the workers themselves, one call at a time. */
    public void moveTo(Phase next) {
        phase = next;
    }

    public boolean isRunning() {
        return phase == Phase.RUNNING;
    }

    /** Whether the stop has begun, also after it has ended. */
    public boolean isStopping() {
        return phase.compareTo(Phase.STOPPING) >= 0;
    }

    /** The id of the row under which leases are held, {@link #UNREGISTERED} if there is none. */
    public long workerId() {
        return workerId.get();
    }

    public boolean isRegistered() {
        return workerId.get() != UNREGISTERED;
    }

    public void registered(long id) {
        workerId.set(id);
    }

    /** The row of that id is gone. Returns whether it was the current one. */
    public boolean unregistered(long id) {
        return id != UNREGISTERED && workerId.compareAndSet(id, UNREGISTERED);
    }
}
