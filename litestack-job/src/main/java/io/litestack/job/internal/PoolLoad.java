package io.litestack.job.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which of the threads that some queues share could soon begin another job. A queue whose jobs take long, or of which that is
 * not known yet, occupies a thread with each lease, from its reservation to its end. A queue whose jobs are quick occupies
 * only the threads whose job has turned out to be long after all; those are looked for when somebody wants to know, at most
 * once in a millisecond. What is left is what further leases may count on. Thread-safe.
 */
final class PoolLoad {
    /** What a lease may wait for a thread, and what a job may take whose thread is counted as free soon. */
    static final long SOON_NANOS = 20_000_000;

    private static final long SCAN_INTERVAL_NANOS = 1_000_000;

    /** What one thread is doing. */
    static final class Slot {
        private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();
        private @Nullable Intake intake;

        void begin(Intake of, Lease begun) {
            intake = of;
            lease.lazySet(begun);
        }

        void end() {
            lease.lazySet(null);
        }

        /** The queue of the job that has occupied this thread for long, or null. */
        private @Nullable Intake occupant(long now) {
            Lease current = lease.get();
            Attempt attempt = current == null ? null : current.running;
            return attempt != null && now - attempt.startedAt > SOON_NANOS ? intake : null;
        }
    }

    private final Engine engine;
    private final int threads;
    private final List<Intake> intakes = new ArrayList<>();
    private final List<Slot> slots = new CopyOnWriteArrayList<>();
    private volatile long scannedAt;

    PoolLoad(Engine engine, int threads) {
        this.engine = engine;
        this.threads = threads;
        this.scannedAt = engine.ticks();
    }

    /** Only before the threads start. */
    void add(Intake intake) {
        intakes.add(intake);
    }

    void add(Slot slot) {
        slots.add(slot);
    }

    /** How many threads the other queues leave to one, those that its own jobs run on among them. */
    int threadsFor(Intake intake) {
        int left = threads;
        for (Intake other : intakes) {
            if (other != intake) {
                left -= other.occupied();
            }
        }
        return Math.max(0, left);
    }

    /** Finds out which threads are in long jobs, unless that was done a moment ago. */
    void refresh() {
        long now = engine.ticks();
        if (now - scannedAt >= SCAN_INTERVAL_NANOS) {
            scan(now);
        }
    }

    /** A long job has ended: its thread is free again. */
    void longJobEnded() {
        scan(engine.ticks());
    }

    private synchronized void scan(long now) {
        scannedAt = now;
        int[] longRunning = new int[intakes.size()];
        for (Slot slot : slots) {
            int at = intakes.indexOf(slot.occupant(now));
            if (at >= 0) {
                longRunning[at]++;
            }
        }
        for (int i = 0; i < longRunning.length; i++) {
            intakes.get(i).longRunning(longRunning[i]);
        }
    }
}
