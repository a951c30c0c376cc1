package io.litestack.job.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The leases that these workers hold, and how they end.
 *
 * <h2>What is held</h2>
 *
 * A lease is held from the moment that its row is known to be written until its end is known to be. An end that cannot be
 * written (a full disk, a busy writer) is tried again until it is, or is refused by the fence: the row stays leased meanwhile,
 * so nobody else runs the job. Once the workers are closed it is not tried any more: the rows stay leased to a process that
 * beats no longer, and whoever finds that out runs the jobs again.
 *
 * <h2>Doubt</h2>
 *
 * If the outcome of a command that was to take leases is unknown, there may be rows leased to us of which we know nothing, and
 * nobody would ever run them. Then no further leases are taken until everything on its way has landed; what is leased to us in
 * the table and not held here by then is handed back.
 */
final class LeaseBook {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PAGE = 500;
    private static final int MOST_LINGERING = 64;

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final boolean keepsDone;
    private final Map<Long, Lease> held = new ConcurrentHashMap<>();
    private final AtomicInteger launched = new AtomicInteger();
    private final Gather<Finish> finishes;
    private final Queue<Finish> unwritten = new ConcurrentLinkedQueue<>();
    private volatile boolean isGivingUp;
    private volatile boolean isDoubtful;
    private volatile boolean isSweeping;
    private volatile boolean hasHeld;
    private volatile long failedAt;

    LeaseBook(SqliteJobWorkers workers, Engine engine, boolean keepsDone) {
        this.workers = workers;
        this.engine = engine;
        this.keepsDone = keepsDone;
        this.failedAt = engine.ticks() - PAUSE_NANOS;
        this.finishes = new Gather<>(engine, Ack.COMMITTED, new Writing());
    }

    void hold(Lease lease) {
        hasHeld = true;
        held.put(lease.id, lease);
    }

    int size() {
        return held.size();
    }

    Collection<Lease> all() {
        return held.values();
    }

    /** Whether anything was held since the last call. */
    boolean takeHasHeld() {
        boolean had = hasHeld;
        hasHeld = !held.isEmpty();
        return had || hasHeld;
    }

    /** Writes how a lease ends; never blocks for long, never throws. */
    void finish(Finish finish) {
        noteEnd(finish);
        finishes.add(finish);
    }

    /**
     * Writes how a lease ends together with whatever is written next, and at the latest when {@link #flush} is called or
     * the loop comes by: for workers that are about to run the next job, or to linger a moment before they sleep.
     */
    void finishSoon(Finish finish) {
        noteEnd(finish);
        finishes.addQuietly(finish);
        if (finishes.size() >= MOST_LINGERING) {
            finishes.submit();
        }
    }

    /** Whether there is something to flush. */
    boolean isLingering() {
        return !finishes.isEmpty();
    }

    void flush() {
        finishes.submit();
    }

    /** Takes finishes along in a command that is on its way to the table anyway. */
    Gather<Finish>.Ride ride() {
        return finishes.ride();
    }

    /** What could not be written by now is not tried again. */
    void giveUpUnwritten() {
        isGivingUp = true;
        dropAll(takeUnwritten());
    }

    /** That it was not written stays noted, for whoever finds the leases. */
    private void dropAll(List<Finish> finishes) {
        finishes.forEach(it -> release(it.lease));
    }

    /** For the case that this process is killed before it is written. */
    private static void noteEnd(Finish finish) {
        InFlight inFlight = finish.lease.inFlight;
        if (inFlight != null) {
            inFlight.ended(finish.lease, finish.inFlightState());
        }
    }

    /** Its row is finished already. */
    void drop(Lease lease) {
        InFlight inFlight = lease.inFlight;
        if (inFlight != null) {
            inFlight.written(lease);
        }
        release(lease);
    }

    private void release(Lease lease) {
        if (held.remove(lease.id, lease)) {
            workers.dropped();
        }
    }

    // Doubt.

    /** A command that may take leases is about to be submitted. */
    void launch() {
        launched.incrementAndGet();
    }

    /** It is known what became of it. */
    void land() {
        if (launched.decrementAndGet() == 0 && isDoubtful) {
            workers.wake();
        }
    }

    void doubt() {
        isDoubtful = true;
        workers.wake();
    }

    boolean isDoubtful() {
        return isDoubtful;
    }

    /** Whether nothing is held, and nothing on its way. */
    boolean isEmpty() {
        // in this order: what lands is held by then
        return launched.get() == 0 && held.isEmpty();
    }

    /** Waits until nothing is held but what need not be waited for; an interrupt does not end it. */
    boolean awaitEnd(long nanos, Predicate<Lease> isLeft) {
        return await(() -> launched.get() == 0 && held.values().stream().allMatch(isLeft), nanos);
    }

    private boolean await(BooleanSupplier condition, long nanos) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + nanos;
        synchronized (held) {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                try {
                    // a landing does not tell; it is looked for
                    TimeUnit.NANOSECONDS.timedWait(held, Math.min(left, 5_000_000));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return condition.getAsBoolean();
    }

    // On the loop.

    /** Tries again what could not be written, and settles doubts; returns in how many nanoseconds to be called again. */
    long upkeep() {
        finishes.submit();
        long left = failedAt + PAUSE_NANOS - engine.ticks();
        if (left <= 0) {
            writeAgain();
            settleDoubt();
            left = PAUSE_NANOS;
        }
        return isDoubtful || !unwritten.isEmpty() ? left : Long.MAX_VALUE;
    }

    private void writeAgain() {
        takeUnwritten().forEach(finishes::addQuietly);
        finishes.submit();
    }

    private List<Finish> takeUnwritten() {
        List<Finish> taken = new ArrayList<>();
        for (Finish finish = unwritten.poll(); finish != null; finish = unwritten.poll()) {
            taken.add(finish);
        }
        return taken;
    }

    private void settleDoubt() {
        if (isDoubtful && launched.get() == 0 && !isSweeping) {
            sweep();
        }
    }

    private void sweep() {
        isSweeping = true;
        engine.submit(this::handBackStrays, Ack.COMMITTED, (strays, failure) -> {
            if (strays != null) {
                isDoubtful = false;
                strays.forEach(
                        it -> workers.handBacks().tellUnbegun(it.lease, "it was not known whether it was leased"));
            } else if (failure != null) {
                failedAt = engine.ticks();
                engine.listener().onTrouble("looking for leases of unknown outcome", failure);
            }
            isSweeping = false;
            workers.wake();
        });
    }

    private List<Finish> handBackStrays(Statements statements) throws SQLException {
        List<Finish> strays = new ArrayList<>();
        List<Lease> page = Rescue.leases(statements, workers.owner(), 0, PAGE);
        while (!page.isEmpty()) {
            for (Lease lease : page) {
                if (!held.containsKey(lease.id)) {
                    strays.add(Finish.handBack(lease));
                }
            }
            page = Rescue.leases(statements, workers.owner(), page.get(page.size() - 1).id, PAGE);
        }
        Finishes.run(statements, strays, keepsDone, engine.nowMs());
        return strays;
    }

    /** How finishes are written. */
    private final class Writing implements Gather.Writing<Finish> {
        @Override
        public void run(Statements statements, List<Finish> items) throws SQLException {
            Finishes.run(statements, items, keepsDone, engine.nowMs());
        }

        @Override
        public void stored(List<Finish> items) {
            for (Finish finish : items) {
                if (!finish.isAccepted && !finish.isPerhapsStored) {
                    workers.refused(finish.lease);
                }
                drop(finish.lease);
                if (finish.isAccepted && finish.afterwards != null) {
                    finish.afterwards.run();
                }
            }
        }

        @Override
        public void failed(List<Finish> items, LitestackException cause) {
            if (cause instanceof ClosedException || isGivingUp) {
                // the rows stay leased to a process that is about to end
                dropAll(items);
                return;
            }
            boolean isUnknown = cause instanceof OutcomeUnknownException;
            items.forEach(it -> it.isPerhapsStored |= isUnknown);
            failedAt = engine.ticks();
            unwritten.addAll(items);
            if (isGivingUp) {
                giveUpUnwritten();
            }
            engine.listener().onTrouble("finishing " + items.size() + " jobs, which stay leased meanwhile", cause);
            workers.wake();
        }
    }
}
