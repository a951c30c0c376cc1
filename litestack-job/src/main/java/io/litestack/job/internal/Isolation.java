package io.litestack.job.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets a job run alone in this JVM, so that it is known who it was if the JVM dies: a job that was there several times when
 * that happened. All threads that run handlers, of all queues, have a seat here. One that takes its seat while nobody wants to
 * be alone pays for one volatile write and one volatile read; who wants to be alone says so first and looks at the seats then,
 * so one of the two sees the other. Thread-safe.
 *
 * <p>Whoever wants to be alone waits for those who run, and those who would begin wait for it. If they do not end within a
 * second it gives up, so that a long job does not stand in the way of all others; the next one is more patient, a minute at
 * most.
 */
final class Isolation {
    /** Of all workers of this JVM. */
    static final Isolation OF_JVM = new Isolation();

    private static final long FIRST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** So long those who would begin wait for the end of one that runs alone; then their jobs are handed back. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean isWanted;
    private volatile long patienceNanos = FIRST_PATIENCE_NANOS;

    /** What a thread that runs handlers takes for each of them. */
    static final class Seat {
        private volatile boolean isTaken;

        private Seat() {}
    }

    Seat newSeat() {
        Seat seat = new Seat();
        seats.add(seat);
        return seat;
    }

    /** Its thread runs no more handlers. */
    void remove(Seat seat) {
        seats.remove(seat);
    }

    /** Has somebody called whenever others may run again. */
    void add(Runnable whenFree) {
        waiting.add(whenFree);
    }

    void remove(Runnable whenFree) {
        waiting.remove(whenFree);
    }

    /** Whether a job runs alone, or is about to. */
    boolean isWanted() {
        return isWanted;
    }

    /** How long one that could not be alone should wait until it tries again. */
    long retryNanos() {
        return 4 * patienceNanos;
    }

    /** Takes a seat beside others; false if a job runs alone for long, or this is given up. */
    boolean enter(Seat seat, BooleanSupplier isGivenUp) {
        seat.isTaken = true;
        return !isWanted || enterLater(seat, isGivenUp);
    }

    private boolean enterLater(Seat seat, BooleanSupplier isGivenUp) {
        leave(seat);
        if (!await(() -> !isWanted || isGivenUp.getAsBoolean(), LONGEST_WAIT_NANOS) || isGivenUp.getAsBoolean()) {
            return false;
        }
        return enter(seat, isGivenUp);
    }

    void leave(Seat seat) {
        seat.isTaken = false;
        if (isWanted) {
            signal();
        }
    }

    /** Takes a seat when all others are free, and keeps them so until {@link #leaveAlone}; false if that took too long. */
    boolean enterAlone(Seat seat, BooleanSupplier isGivenUp) {
        if (!want()) {
            return false;
        }
        boolean isAlone = await(() -> areOthersFree(seat) || isGivenUp.getAsBoolean(), patienceNanos)
                && !isGivenUp.getAsBoolean();
        patienceNanos = isAlone ? FIRST_PATIENCE_NANOS : Math.min(LONGEST_PATIENCE_NANOS, 2 * patienceNanos);
        if (isAlone) {
            seat.isTaken = true;
        } else {
            leaveAlone(seat);
        }
        return isAlone;
    }

    void leaveAlone(Seat seat) {
        seat.isTaken = false;
        letOthersIn();
    }

    /** The one that is alone keeps its seat, and is beside others from now on. */
    void letOthersIn() {
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

    private boolean areOthersFree(Seat own) {
        for (Seat seat : seats) {
            if (seat != own && seat.isTaken) {
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
                    // who gives up does not tell; it is looked for
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
