package io.litestack.job.internal.lease;

import io.litestack.job.internal.base.WorkerContext;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The leases that these workers hold, and the commands in flight that may bring more. Thread-safe.
 *
 * <h2>What is held</h2>
 *
 * A lease is held from the moment that its row is known to be written until its completion is known to be. So the workers have
 * come to their end when nothing is held and nothing is in flight.
 *
 * <h2>Unknown outcomes</h2>
 *
 * If the outcome of a command that was to take leases is unknown, there may be rows leased to these workers of which they
 * know nothing, and which nobody would ever run. Then no further leases are taken until all commands in flight have ended;
 * the {@link StrayLeaseSweep} releases what is leased to these workers in the table and not held here by then.
 */
public final class LeaseRegistry {
    private static final long POLL_NANOS = 5_000_000;

    private final WorkerContext context;
    private final Map<Long, Lease> held = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean isOutcomeUnknown;
    private volatile boolean hasHeld;

    public LeaseRegistry(WorkerContext context) {
        this.context = context;
    }

    // What is held.

    public void hold(Lease lease) {
        hasHeld = true;
        held.put(lease.id(), lease);
    }

    public int size() {
        return held.size();
    }

    Collection<Lease> all() {
        return held.values();
    }

    /** The lease of a job, or null. */
    public @Nullable Lease find(long id) {
        return held.get(id);
    }

    boolean isHeld(long id) {
        return held.containsKey(id);
    }

    /** Whether anything was held since the last call. */
    boolean takeHasHeld() {
        boolean had = hasHeld;
        hasHeld = !held.isEmpty();
        return had || hasHeld;
    }

    /** The completion of a lease is written. */
    public void completed(Lease lease) {
        AttemptJournal journal = lease.journal();
        if (journal != null) {
            journal.written(lease);
        }
        forget(lease);
        context.resources().completions().signal();
    }

    /** A lease is not held any more, whatever the table says. */
    void forget(Lease lease) {
        if (held.remove(lease.id(), lease) && context.state().isStopping()) {
            context.loops().wakeTimers();
        }
    }

    // What is in flight.

    /** A command that may take leases is about to be submitted. */
    public void commandSubmitted() {
        inFlight.incrementAndGet();
    }

    /** It is known what became of it, and what it took is held. */
    public void commandEnded() {
        if (inFlight.decrementAndGet() == 0 && isOutcomeUnknown) {
            context.loops().wakeTimers();
        }
    }

    boolean isAnyInFlight() {
        return inFlight.get() > 0;
    }

    /** There may be leases in the table that are not held here. */
    public void outcomeUnknown() {
        isOutcomeUnknown = true;
        context.loops().wakeTimers();
    }

    public boolean isOutcomeUnknown() {
        return isOutcomeUnknown;
    }

    /** Whatever was leased and not held is released. */
    void outcomesKnown() {
        isOutcomeUnknown = false;
    }

    // The end.

    /** Whether nothing is held, and nothing in flight. */
    public boolean isEmpty() {
        // in this order: what a command took is held before it has ended
        return inFlight.get() == 0 && held.isEmpty();
    }

    /** Waits until nothing is held but what need not be waited for; an interrupt does not end the wait. */
    public boolean awaitEmpty(long nanos, Predicate<Lease> isExempt) {
        return await(() -> inFlight.get() == 0 && held.values().stream().allMatch(isExempt), nanos);
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
                    // nobody notifies, so that the end of a lease costs nothing
                    TimeUnit.NANOSECONDS.timedWait(held, Math.min(left, POLL_NANOS));
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
}
