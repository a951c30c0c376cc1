package io.litestack.job.internal.fetch;

import io.litestack.job.QueueConfig;
import io.litestack.job.internal.base.Isolation;
import io.litestack.job.internal.base.QueueControls;
import io.litestack.job.internal.base.WorkerState;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.LeaseRegistry;
import io.litestack.job.internal.lease.LeaseReleaser;
import io.litestack.job.internal.lease.WorkerRegistration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One queue as these workers see it: the leases that wait in memory for a thread, and how many run. A lease comes in when a job
 * is enqueued in this process while a slot is free, or when a {@link Fetcher} has claimed it; whenever it came, what waits is
 * run in the order of the priorities. Thread-safe.
 */
public final class LocalQueue {
    private final QueueParts parts;
    private final WorkerState state;
    private final LeaseRegistry leases;
    private final LeaseReleaser releaser;
    private final WorkerRegistration registration;
    private final QueueConfig config;
    private final QueueControls controls;

    /** How many of its jobs run at a time; changed at run time. */
    private volatile int concurrency;

    private final QueueSlots slots;
    private final Consumer<Lease> spawner;
    private final Runnable whenSlotUnused;
    private final PrefetchBuffer buffer = new PrefetchBuffer();
    private final AtomicInteger running = new AtomicInteger();

    /**
     * Starts without leases.
     *
     * @param spawner runs a lease on a thread of its own, if that is the way of the queue
     * @param whenSlotUnused called when a slot is free again that was reserved for a job that does not come
     */
    LocalQueue(QueueParts parts, QueueConfig config, Consumer<Lease> spawner, Runnable whenSlotUnused) {
        this.parts = parts;
        this.state = parts.context().state();
        this.leases = parts.leases();
        this.releaser = parts.releaser();
        this.registration = parts.registration();
        this.config = config;
        this.controls = parts.context().controls();
        this.concurrency = parts.concurrencyOf(config);
        this.slots = new QueueSlots(
                parts.load(), config, concurrency, parts.context().config().prefetch());
        this.spawner = spawner;
        this.whenSlotUnused = whenSlotUnused;
    }

    public QueueConfig config() {
        return config;
    }

    public QueueSlots slots() {
        return slots;
    }

    /** The worker that the leases of this queue are of. */
    public long workerId() {
        return state.workerId();
    }

    // Leases that come in.

    /**
     * Reserves a slot for a job that is about to be stored. Each reservation ends with one call of {@link #deliver}, {@link
     * #notStored}, {@link #workerMissing} or {@link #outcomeUnknown}.
     */
    public boolean reserve() {
        // in this order: a stop waits for what it sees in flight
        leases.commandSubmitted();
        if (takesJobs() && slots.reserve(1) > 0) {
            return true;
        }
        leases.commandEnded();
        return false;
    }

    boolean takesJobs() {
        return state.isRunning()
                && state.isRegistered()
                && !leases.isOutcomeUnknown()
                && !Isolation.OF_JVM.isWanted()
                && !controls.isPaused(config.name());
    }

    /** The table says something else of queues. */
    public void controlsChanged() {
        concurrency = parts.concurrencyOf(config);
        slots.setConcurrency(concurrency);
        if (controls.isPaused(config.name())) {
            releaseAll();
        }
    }

    /** The job is stored, and leased to these workers. */
    public void deliver(Lease lease) {
        take(lease);
        if (!parts.idle().wakeOne()) {
            parts.stalePrefetch().watch();
        }
        leases.commandEnded();
    }

    /** The job is not stored, or not leased. Others may have become ready while it had the last slot. */
    public void notStored() {
        slots.free(1);
        leases.commandEnded();
        whenSlotUnused.run();
    }

    /** The job is stored and not leased, since the row of these workers is gone. */
    public void workerMissing(long workerId) {
        notStored();
        registration.lost(workerId);
    }

    /** The job may be stored, and leased to these workers. */
    public void outcomeUnknown() {
        slots.free(1);
        leases.outcomeUnknown();
        leases.commandEnded();
    }

    /** Takes a lease in. Never throws: what there was no memory for is found in the table later, and released. */
    void take(Lease lease) {
        try {
            takeUnguarded(lease);
        } catch (RuntimeException | Error e) {
            slots.free(1);
            leases.outcomeUnknown();
        }
    }

    private void takeUnguarded(Lease lease) {
        leases.hold(lease);
        if (state.isStopping() || controls.isPaused(config.name())) {
            release(lease);
        } else if (config.spawn()) {
            spawner.accept(lease);
        } else {
            buffer.add(lease);
        }
    }

    // Leases that are run.

    /** Whether a thread would find a lease to run. */
    public boolean hasRunnable() {
        return !buffer.isEmpty() && running.get() < concurrency;
    }

    /** The next lease to run, or null. */
    @Nullable
    Lease next() {
        if (buffer.isEmpty() || !begin()) {
            return null;
        }
        Lease lease = buffer.poll();
        if (lease == null) {
            running.decrementAndGet();
        }
        return lease;
    }

    private boolean begin() {
        for (int now = running.get(); now < concurrency; now = running.get()) {
            if (running.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /** A handler has ended; its slot is free. */
    void ended(long runNanos) {
        if (!config.spawn()) {
            running.decrementAndGet();
        }
        slots.ended(runNanos);
    }

    // Leases that are released.

    boolean isWaiting() {
        return !buffer.isEmpty();
    }

    /** Releases what was leased before a time and is not begun; then handlers are slow after all. */
    void releaseOlderThan(long time) {
        for (Lease lease = buffer.pollOlderThan(time); lease != null; lease = buffer.pollOlderThan(time)) {
            slots.prefetchedTooMuch();
            release(lease);
        }
    }

    /** Releases what was leased before a time, though its handlers may be quick: there is no thread for it. */
    void releaseUnservedSince(long time) {
        for (Lease lease = buffer.pollOlderThan(time); lease != null; lease = buffer.pollOlderThan(time)) {
            release(lease);
        }
    }

    /** Releases all that is not begun. */
    public void releaseAll() {
        for (Lease lease = buffer.poll(); lease != null; lease = buffer.poll()) {
            release(lease);
        }
    }

    /** Releases a lease that has a slot and is held. */
    public void release(Lease lease) {
        slots.free(1);
        releaser.release(lease);
    }
}
