package io.litestack.job.internal.fetch;

import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.job.QueueConfig;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.LeaseRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Claims the ready jobs of one queue in the table, as many as there are free slots, for its {@link LocalQueue}. It does so
 * when a slot becomes free and when jobs may have become ready; if the last claim found fewer than it wanted there is no need
 * to claim again before more jobs may be ready. One claim at a time. Thread-safe.
 */
public final class Fetcher {
    private static final int LARGEST_CLAIM = 1_024;

    private final QueueParts parts;
    private final WorkerContext context;
    private final QueueResources resources;
    private final LeaseRegistry leases;
    private final FlushBarrier flushBarrier;
    private final LocalQueue queue;
    private final QueueSlots slots;
    private final AtomicBoolean isClaiming = new AtomicBoolean();

    /** How often jobs may have become ready. */
    private final AtomicLong readySignals = new AtomicLong();

    /** How many of these signals are settled: what was ready by then is claimed. */
    private volatile long settledSignals;

    /** How many of them the claim under way has seen. */
    private volatile long seenSignals;

    /** Whether the last claim brought something. */
    private volatile boolean isBusy;

    public Fetcher(QueueParts parts, FlushBarrier flushBarrier, QueueConfig config, JobSpawner spawner) {
        this.parts = parts;
        this.context = parts.context();
        this.resources = context.resources();
        this.leases = parts.leases();
        this.flushBarrier = flushBarrier;
        this.queue = new LocalQueue(parts, config, lease -> spawner.spawn(this, lease), this::fetch);
        this.slots = queue.slots();
        if (!config.spawn()) {
            parts.load().add(slots);
            parts.stalePrefetch().add(queue);
        }
    }

    public LocalQueue queue() {
        return queue;
    }

    /** Jobs may have become ready. */
    void signalReady() {
        readySignals.incrementAndGet();
    }

    /** Whether it is likely that a signal means a job for these workers: those before did, and no others were quicker. */
    boolean isBusy() {
        return isBusy;
    }

    boolean isAnySlotFree() {
        return slots.isAnyFree();
    }

    // On the threads that run jobs.

    /** The next lease to run, one in memory or else one that is claimed now; null if there is none. */
    public @Nullable Lease next() {
        Lease lease = queue.next();
        if (lease == null && hasFetchable()) {
            fetchHere();
            lease = queue.next();
        }
        return lease;
    }

    /** A handler has ended. */
    public void ended(long runNanos) {
        queue.ended(runNanos);
        if (queue.config().spawn() || !slots.isSlow()) {
            // else the thread chooses among the queues when it takes the next one
            fetch();
        }
    }

    /** Whether a thread that has nothing to run should claim something. */
    public boolean hasFetchable() {
        return readySignals.get() != settledSignals && !isClaiming.get() && slots.isAnyFree();
    }

    // Claims.

    /** Claims jobs if there may be any and slots are free. Never waits for the writer. */
    void fetch() {
        int count = beginClaim();
        if (count > 0) {
            try {
                ClaimCommand claim = newClaim(count);
                resources.submit(claim, Ack.COMMITTED, (found, failure) -> {
                    claimEnded(claim, count, found, failure);
                    parts.idle().wakeOne();
                    fetch();
                });
            } catch (RuntimeException | Error e) {
                claimFailed(count, e);
            }
        }
    }

    /** The same on a thread that has nothing to run, and waits for it: no other thread has to be woken then. */
    void fetchHere() {
        for (int count = beginClaim(); count > 0; count = beginClaim()) {
            ClaimCommand claim = null;
            List<Lease> found = null;
            Throwable failure = null;
            try {
                claim = newClaim(count);
                found = resources.commands().execute(claim, Ack.COMMITTED);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            claimEnded(claim, count, found, failure);
        }
    }

    /** Takes slots for a claim, if there is reason to make one and none is under way; returns how many. */
    private int beginClaim() {
        while (readySignals.get() != settledSignals && slots.areEnoughFree() && isClaiming.compareAndSet(false, true)) {
            leases.commandSubmitted();
            seenSignals = readySignals.get();
            boolean takesJobs =
                    queue.takesJobs() && !resources.handlers().types().isEmpty();
            int count = takesJobs ? slots.reserve(LARGEST_CLAIM) : 0;
            if (count > 0) {
                return count;
            }
            leases.commandEnded();
            isClaiming.set(false);
            if (!takesJobs) {
                return 0;
            }
        }
        return 0;
    }

    private ClaimCommand newClaim(int count) {
        return new ClaimCommand(resources, queue.config().name(), queue.workerId(), count);
    }

    private void claimEnded(
            @Nullable ClaimCommand claim, int count, @Nullable List<Lease> found, @Nullable Throwable failure) {
        if (failure != null || found == null || claim == null) {
            claimFailed(count, failure);
            return;
        }
        slots.free(count - found.size());
        resources.counters().claimed.add(found.size());
        isBusy = !found.isEmpty();
        deliver(claim, found);
        if (claim.isWorkerMissing()) {
            parts.registration().lost(claim.workerId());
        } else if (found.size() < count) {
            settledSignals = seenSignals;
        }
        isClaiming.set(false);
    }

    private void claimFailed(int count, @Nullable Throwable failure) {
        slots.free(count);
        if (!(failure instanceof LitestackException) || failure instanceof OutcomeUnknownException) {
            leases.outcomeUnknown();
        }
        leases.commandEnded();
        // not to try in vain again and again: the next signal, or the loop, will
        settledSignals = seenSignals;
        isClaiming.set(false);
        context.reportFailure("claiming jobs of queue " + queue.config().name(), failure);
    }

    private void deliver(ClaimCommand claim, List<Lease> found) {
        if (flushBarrier.isPassed(claim.newestForeign())) {
            found.forEach(queue::take);
            leases.commandEnded();
            return;
        }
        flushBarrier.await(failure -> flushed(found, failure));
    }

    /** The jobs of other processes, which may not have flushed them yet, are on the disk; or the flush failed. */
    private void flushed(List<Lease> found, @Nullable Throwable failure) {
        if (failure == null) {
            found.forEach(queue::take);
            parts.idle().wakeOne();
        } else {
            found.forEach(leases::hold);
            found.forEach(queue::release);
            context.reportFailure("flushing jobs of another process before they run", failure);
        }
        leases.commandEnded();
    }
}
