package io.litestack.core.internal.write;

import io.litestack.core.ClosedException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.Ticker;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue in front of the one write connection of a process.
 *
 * <h2>Why a lock of its own</h2>
 *
 * A write transaction of one row takes some 25 µs, about as long as it takes to wake a sleeping thread. A strictly fair
 * lock hands itself to the thread at the head of its queue and then waits for that thread to wake up: every
 * transaction pays for a context switch, and the throughput halves. An unfair lock lets whoever is running take it
 * again and again, which is fast, and lets the others wait for as long as chance will have it.
 *
 * <h2>The idea: wake early, let others pass meanwhile</h2>
 *
 * When the lock is released and somebody waits, the head of the queue is woken, but the lock is left <em>free</em>. While
 * the head is on its way, a thread that is running anyway may take the lock: it <em>barges</em>. The time in which the head
 * wakes up is thus spent on work. Once the head runs, one of two things happens:
 *
 * <ul>
 *   <li>The lock is free: it takes it.
 *   <li>The lock is held by a barger: it marks itself <em>awake</em> and spins for a moment. The next release finds that
 *       mark and hands the lock over directly, without leaving it free: nobody barges past a head that is awake.
 * </ul>
 *
 * <h2>The bounds</h2>
 *
 * A head can be passed at most {@link #MAX_BARGES} times, and only for {@link #MAX_BARGE_NANOS} after it was woken; then
 * the lock is handed over even if the head still sleeps. So a waiter's turn comes, at the latest, after (its place in
 * the queue) × (MAX_BARGES + 1) transactions.
 *
 * <h2>The invariants</h2>
 *
 * <ol>
 *   <li>All fields are read and written under the monitor, but for {@code granted}, which its owner may read without, and
 *       {@code holder}, of which {@link #isFree} tells what may be over already.
 *   <li>If the lock is free and the queue is not empty, the head is woken (or about to look by itself). Whoever leaves
 *       the queue without the lock restores this: see {@link #giveUp}.
 *   <li>Giving up is decided under the monitor: a waiter that was granted the lock just before its deadline owns it, and
 *       keeps it.
 *   <li>The permit belongs to a permit, not to a thread: another thread (the watchdog, a thread that finishes a
 *       transaction for another) may release it.
 * </ol>
 *
 * <p>A thread that waits here is not interrupted by SQLite, and no SQLite call is made under the monitor.
 */
public final class WriterLock {
    /** How often a woken head may be passed. */
    static final int MAX_BARGES = 16;

    /** For how long a woken head may be passed. */
    static final long MAX_BARGE_NANOS = 1_000_000;

    /** What {@link #acquireUnless} returns when the lock was not taken. */
    public static final long NEEDLESS = -1;

    /** How often an awake head looks for its grant before it sleeps again; a few dozen microseconds. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1_000 : 0;

    /** One who holds the lock or wants it. */
    @FunctionalInterface
    public interface Permit {
        /** A permit of the calling thread. */
        static Permit ofCurrentThread() {
            Thread self = Thread.currentThread();
            return () -> self;
        }

        /** The thread that works under this permit; shown to those who wait, and used to find cycles. */
        Thread thread();
    }

    private static final class Waiter {
        final Permit permit;
        final Thread thread = Thread.currentThread();
        boolean woken;
        boolean awake;
        volatile boolean granted;

        /** Set by one that leaves, without any call: whatever becomes of its leaving, it is passed over. */
        volatile boolean hasLeft;

        Waiter(Permit permit) {
            this.permit = permit;
        }
    }

    private final String name;
    private final Ticker ticker;
    private final LongSupplier foreignWait;
    private final Object monitor = new Object();

    /** Large enough never to grow as a rule: one that runs out of memory while it grows loses its elements. */
    private final ArrayDeque<Waiter> queue = new ArrayDeque<>(512);

    private volatile @Nullable Permit holder;
    private long heldSince;
    private int barges;
    private long headWokenAt;
    private boolean closed;

    private long waits;
    private long waitNanosTotal;
    private long waitNanosMax;
    private volatile long heldNanosTotal;
    private long heldNanosMax;

    public WriterLock(String name, Ticker ticker) {
        this(name, ticker, () -> 0);
    }

    /**
     * Makes a lock.
     *
     * @param foreignWait how long the holder has been waiting for another process, in nanoseconds; 0 if it does not
     */
    public WriterLock(String name, Ticker ticker, LongSupplier foreignWait) {
        this.name = name;
        this.ticker = ticker;
        this.foreignWait = foreignWait;
    }

    /**
     * Waits for the lock and takes it.
     *
     * @return how long it waited, in nanoseconds
     * @throws StoreBusyException if the timeout passed first, or if waiting could never end because the holder waits for
     *     a lock that this thread holds
     * @throws StoreInterruptedException if the thread was interrupted while it waited
     * @throws ClosedException if the lock is closed
     */
    long acquire(Permit permit, long timeoutNanos) {
        return acquireUnless(permit, () -> false, timeoutNanos, 0);
    }

    /** Takes the lock if nobody has it or waits for it; returns whether it did. */
    boolean tryAcquire(Permit permit) {
        synchronized (monitor) {
            boolean isMine = holder == null && queue.isEmpty() && !closed;
            if (isMine) {
                barges = 0;
                take(permit, now());
            }
            return isMine;
        }
    }

    /**
     * As {@link #acquire}, ahead of all who wait: for what shortens everybody's wait.
     *
     * @return how long it waited, in nanoseconds
     */
    long acquireFirst(Permit permit, long timeoutNanos) {
        return acquire(permit, ArrayDeque::addFirst, () -> false, timeoutNanos, 0);
    }

    /**
     * Waits for the lock and takes it, unless that has become needless. Whoever makes {@code needless} true unparks the
     * waiting thread.
     *
     * @param waitedNanos how long the caller has waited for the same thing already; named if it times out
     * @return how long it waited, in nanoseconds, or {@link #NEEDLESS} if the lock was not taken
     */
    public long acquireUnless(Permit permit, BooleanSupplier needless, long timeoutNanos, long waitedNanos) {
        return acquire(permit, ArrayDeque::addLast, needless, timeoutNanos, waitedNanos);
    }

    private long acquire(
            Permit permit,
            BiConsumer<ArrayDeque<Waiter>, Waiter> enqueue,
            BooleanSupplier needless,
            long timeoutNanos,
            long waitedNanos) {
        Waiter waiter;
        long start = now();
        synchronized (monitor) {
            refuseIfClosed();
            if (holder == null && (queue.isEmpty() || mayBarge(start))) {
                barges = queue.isEmpty() ? 0 : barges + 1;
                take(permit, start);
                return 0;
            }
            waiter = new Waiter(permit);
            enqueue.accept(queue, waiter);
        }
        try {
            DeadlockDetector.enter(this, waiter.thread);
            DeadlockDetector.refuseCycle(this, waiter.thread);
            if (!await(waiter, needless, start, timeoutNanos, waitedNanos)) {
                return NEEDLESS;
            }
        } catch (Throwable e) {
            synchronized (monitor) {
                if (!waiter.granted) {
                    waiter.hasLeft = true;
                    giveUp(waiter);
                    throw e;
                }
            }
        } finally {
            leaveCycles(waiter.thread);
        }
        return recordWait(start);
    }

    /** Nothing here may fail: the lock may have been taken. */
    private static void leaveCycles(Thread thread) {
        try {
            DeadlockDetector.leave(thread);
        } catch (Throwable e) {
            // at worst a cycle is seen that is none, until the thread waits the next time
        }
    }

    /** Gives the lock back; the head of the queue, if any, is woken or handed the lock. */
    void release(Permit permit) {
        if (!releaseIfHeld(permit)) {
            throw new IllegalStateException("the lock of " + name + " is not held by this permit");
        }
    }

    /** As {@link #release}, for one who may have failed to get the lock. Returns whether the permit held it. */
    boolean releaseIfHeld(Permit permit) {
        Thread wake;
        synchronized (monitor) {
            if (holder != permit) {
                return false;
            }
            long now = now();
            long held = now - heldSince;
            heldNanosTotal = heldNanosTotal + held;
            heldNanosMax = Math.max(heldNanosMax, held);
            holder = null;
            wake = passOn(now);
            if (closed) {
                monitor.notifyAll();
            }
        }
        if (wake != null) {
            LockSupport.unpark(wake);
        }
        return true;
    }

    /** A ticker that throws must not keep the lock from being released. */
    private long now() {
        try {
            return ticker.nanos();
        } catch (Throwable e) {
            return heldSince;
        }
    }

    /** Refuses all who wait and all who come; the holder goes on. */
    public void close() {
        synchronized (monitor) {
            closed = true;
            for (Waiter waiter : queue) {
                LockSupport.unpark(waiter.thread);
            }
        }
    }

    /** After {@link #close}: waits until the holder, if any, is done. Returns the holder that is still there, or null. */
    @Nullable
    public Permit awaitFree(long timeoutNanos) {
        long deadline = ticker.nanos() + timeoutNanos;
        boolean interrupted = false;
        synchronized (monitor) {
            long left = timeoutNanos;
            while (holder != null && left > 0) {
                try {
                    monitor.wait(Math.max(1, left / 1_000_000));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                left = deadline - ticker.nanos();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return holder;
        }
    }

    /** Whether nobody held the lock just now; costs nothing. */
    public boolean isFree() {
        return holder == null;
    }

    /** The permit that holds the lock now, or null. */
    @Nullable
    public Permit holder() {
        synchronized (monitor) {
            return holder;
        }
    }

    /** The permit that holds the lock now and for how long, or null. */
    @Nullable
    public Holding holding() {
        synchronized (monitor) {
            Permit now = holder;
            return now == null ? null : new Holding(now, heldSince, ticker.nanos() - heldSince);
        }
    }

    /** Who holds the lock, since when by the ticker, and for how long. */
    public record Holding(Permit permit, long since, long nanos) {}

    /** For how long it was held so far, by all together. */
    public long heldNanosTotal() {
        return heldNanosTotal;
    }

    /** Copies of the counters, taken at one moment. */
    public Figures figures() {
        synchronized (monitor) {
            return new Figures(waits, waitNanosTotal, waitNanosMax, heldNanosTotal, heldNanosMax, queue.size());
        }
    }

    public record Figures(
            long waits, long waitNanosTotal, long waitNanosMax, long heldNanosTotal, long heldNanosMax, int waiting) {}

    @Override
    public String toString() {
        return name;
    }

    private boolean mayBarge(long now) {
        Waiter head = queue.peekFirst();
        return head != null && !head.awake && barges < MAX_BARGES && now - headWokenAt < MAX_BARGE_NANOS;
    }

    private void take(Permit permit, long now) {
        holder = permit;
        heldSince = now;
    }

    private boolean await(Waiter waiter, BooleanSupplier needless, long start, long timeoutNanos, long waitedNanos) {
        while (true) {
            long left = timeoutNanos - (now() - start);
            synchronized (monitor) {
                if (waiter.granted) {
                    return true;
                }
                if (needless.getAsBoolean()) {
                    giveUp(waiter);
                    return false;
                }
                refuseIfClosed();
                if (holder == null && queue.peekFirst() == waiter) {
                    queue.pollFirst();
                    barges = 0;
                    take(waiter.permit, now());
                    return true;
                }
                if (left <= 0) {
                    throw new StoreBusyException(timeoutMessage(timeoutNanos, waitedNanos), null);
                }
                if (Thread.interrupted()) {
                    Thread.currentThread().interrupt();
                    throw new StoreInterruptedException(
                            "interrupted while waiting for the writer of " + name + "; nothing was stored", null);
                }
                waiter.awake = waiter.woken;
            }
            if (waiter.awake) {
                for (int i = 0; i < SPINS && !waiter.granted; i++) {
                    Thread.onSpinWait();
                }
            }
            if (!waiter.granted) {
                LockSupport.parkNanos(this, left);
            }
        }
    }

    /** Removes a waiter that was not granted the lock, and wakes the next head if the lock is free. */
    private void giveUp(Waiter waiter) {
        boolean wasHead = queue.peekFirst() == waiter;
        queue.remove(waiter);
        Waiter head = queue.peekFirst();
        if (wasHead && head != null && holder == null) {
            wakeEarly(head, now());
            LockSupport.unpark(head.thread);
        }
    }

    /** With the lock just released: who must be unparked, or null. */
    private @Nullable Thread passOn(long now) {
        Waiter head = queue.peekFirst();
        while (head != null && head.hasLeft) {
            queue.pollFirst();
            head = queue.peekFirst();
        }
        if (head == null || closed) {
            return null;
        }
        if (head.woken && !mayBarge(now)) {
            queue.pollFirst();
            barges = 0;
            head.granted = true;
            take(head.permit, now);
            return head.thread;
        }
        if (!head.woken) {
            wakeEarly(head, now);
            return head.thread;
        }
        return null;
    }

    private void wakeEarly(Waiter head, long now) {
        head.woken = true;
        headWokenAt = now;
        barges = 0;
    }

    private long recordWait(long start) {
        long waited = now() - start;
        synchronized (monitor) {
            waits++;
            waitNanosTotal += waited;
            waitNanosMax = Math.max(waitNanosMax, waited);
        }
        return waited;
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new ClosedException(name + " is closed; nothing was stored", null);
        }
    }

    private String timeoutMessage(long timeoutNanos, long waitedNanos) {
        Permit now = holder;
        long foreignNanos = now == null ? 0 : foreignWait.getAsLong();
        String who;
        String remedy = "Shorten the transaction that holds it, or raise waitTimeout";
        if (now == null) {
            who = "free at this moment";
        } else if (foreignNanos > 0) {
            who = "its turn is that of \"" + now.thread().getName() + "\", which has been waiting for "
                    + foreignNanos / 1_000_000 + " ms for another process that holds the file's write lock";
            remedy = "Find that process, or raise waitTimeout";
        } else {
            who = "held for " + (now() - heldSince) / 1_000_000 + " ms by \""
                    + now.thread().getName() + '"';
        }
        String before = waitedNanos < 1_000_000 ? "" : waitedNanos / 1_000_000 + " ms of it in the queue of commands, ";
        return "timed out after " + (waitedNanos + timeoutNanos) / 1_000_000 + " ms waiting for the writer of " + name
                + " (" + before + who + ", " + (queue.size() - 1) + " others waiting); nothing was stored. " + remedy;
    }
}
