package io.litestack.job.internal.base;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets a job run alone in this JVM, so that the cause is known if the JVM dies: a suspect, which ran each time when its
 * process died. It is a lock with two modes for all threads that run handlers, of all queues: a handler runs beside others,
 * or alone. To run beside others costs one volatile write and one volatile read. Each thread marks its permit first and then
 * looks whether another one wants to be alone; the one that wants to be alone says so first and then looks at the permits: so
 * one of the two sees the other. Thread-safe.
 *
 * <p>A thread that wants to be alone waits for the handlers that run, and handlers that are about to begin wait for it. If the
 * others do not end within a second it gives up, so that a long job does not stand in the way of all others; the next one waits
 * longer, a minute at most.
 */
public final class Isolation {
    /** Of all workers of this JVM. */
    public static final Isolation OF_JVM = new Isolation();

    private static final long FIRST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** So long handlers that are about to begin wait for the end of one that runs alone; then their jobs are released. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<Permit> permits = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean isWanted;
    private volatile long patienceNanos = FIRST_PATIENCE_NANOS;

    /** What a thread that runs handlers holds during each of them. */
    public static final class Permit {
        private volatile boolean isTaken;

        private Permit() {}
    }

    public Permit newPermit() {
        Permit permit = new Permit();
        permits.add(permit);
        return permit;
    }

    /** Its thread runs no more handlers. */
    public void remove(Permit permit) {
        permits.remove(permit);
    }

    /** Adds what is called whenever others may run again. */
    public void add(Runnable whenFree) {
        waiting.add(whenFree);
    }

    public void remove(Runnable whenFree) {
        waiting.remove(whenFree);
    }

    /** Whether a job runs alone, or is about to. */
    public boolean isWanted() {
        return isWanted;
    }

    /** How long a job that could not run alone should wait until it is tried again. */
    public long retryNanos() {
        return 4 * patienceNanos;
    }

    /** Takes a permit beside others; false if a job runs alone for long, or this is given up. */
    public boolean enter(Permit permit, BooleanSupplier isGivenUp) {
        permit.isTaken = true;
        return !isWanted || enterLater(permit, isGivenUp);
    }

    private boolean enterLater(Permit permit, BooleanSupplier isGivenUp) {
        leave(permit);
        if (!await(() -> !isWanted || isGivenUp.getAsBoolean(), LONGEST_WAIT_NANOS) || isGivenUp.getAsBoolean()) {
            return false;
        }
        return enter(permit, isGivenUp);
    }

    public void leave(Permit permit) {
        permit.isTaken = false;
        if (isWanted) {
            signal();
        }
    }

    /** Takes a permit when all others are free, and keeps them so until {@link #leaveAlone}; false if that took too long. */
    public boolean enterAlone(Permit permit, BooleanSupplier isGivenUp) {
        if (!want()) {
            return false;
        }
        boolean isAlone = await(() -> areOthersFree(permit) || isGivenUp.getAsBoolean(), patienceNanos)
                && !isGivenUp.getAsBoolean();
        patienceNanos = isAlone ? FIRST_PATIENCE_NANOS : Math.min(LONGEST_PATIENCE_NANOS, 2 * patienceNanos);
        if (isAlone) {
            permit.isTaken = true;
        } else {
            leaveAlone(permit);
        }
        return isAlone;
    }

    public void leaveAlone(Permit permit) {
        permit.isTaken = false;
        letOthersIn();
    }

    /** The handler that runs alone keeps its permit, and runs beside others from now on. */
    public void letOthersIn() {
        isWanted = false;
        signal();
        waiting.forEach(Runnable::run);
    }

    /** False if another one is alone already. */
    private boolean want() {
        lock.lock();
        try {
            if (isWanted) {
                return false;
            }
            isWanted = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean areOthersFree(Permit own) {
        for (Permit permit : permits) {
            if (permit != own && permit.isTaken) {
                return false;
            }
        }
        return true;
    }

    /** An interrupt does not end it: it is meant for a handler, and none runs yet. */
    private boolean await(BooleanSupplier condition, long nanos) {
        long deadline = System.nanoTime() + nanos;
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    // a caller that gives up does not signal; the condition is polled
                    long unused = changed.awaitNanos(Math.min(left, 20_000_000));
                } catch (InterruptedException e) {
                    // see above
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
