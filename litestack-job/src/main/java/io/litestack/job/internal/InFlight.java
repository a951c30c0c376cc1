package io.litestack.job.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which of the leased jobs were begun, and how those ended whose end is not written yet: what a rescuer has to know of a
 * process that was killed.
 *
 * <p>A lease says that a job is in the memory of a process, and not that its handler has begun: hundreds are leased ahead of
 * quick workers. To write each begin into the table would cost as much as the rest of the job. So it goes into a {@linkplain
 * InFlightFile file that is mapped into memory}: one store of eight bytes, which the kernel keeps when the process is killed.
 *
 * <p>Each job in flight has a slot, from its begin until its end is written. There are as many as handlers may run, and {@link
 * #MOST_UNWRITTEN} more: so many jobs at most have ended whose end is not in the table. Whoever would begin another one waits
 * until some are written. Thread-safe.
 */
final class InFlight {
    /** How many ends may be unwritten; the documentation says so. */
    static final int MOST_UNWRITTEN = 1_024;

    static final int FREE = 0;
    static final int BEGUN = 1;
    static final int DONE = 2;
    static final int FAILED = 3;

    /** The attempt does not count. */
    static final int REFUNDED = 4;

    private static final int STATE_BITS = 3;
    private static final int ATTEMPT_BITS = 8;
    private static final long PAUSE_NANOS = 500_000;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final @Nullable InFlightFile file;
    private final int slots;
    private final AtomicLong next = new AtomicLong();
    private volatile ByteBuffer memory;
    private boolean isShared;

    /**
     * Begins with nothing in flight.
     *
     * @param file where others find it, or null if there is no such file
     * @param slots how many jobs may be in flight
     */
    InFlight(@Nullable InFlightFile file, int slots) {
        this.file = file;
        this.slots = slots;
        this.isShared = file != null;
        this.memory = file == null ? unshared(slots) : file.memory();
    }

    private static ByteBuffer unshared(int slots) {
        // aligned, as a mapped file is
        return ByteBuffer.allocateDirect((slots + 1) * Long.BYTES)
                .alignedSlice(Long.BYTES)
                .order(ByteOrder.nativeOrder());
    }

    /** The name of the file, or null. */
    @Nullable
    String fileName() {
        return file == null ? null : file.name();
    }

    /**
     * Notes that a lease's handler is about to begin; waits while there is no slot.
     *
     * @return false if that was given up
     */
    boolean begin(Lease lease, BooleanSupplier isGivenUp, Runnable onWait) {
        long value = value(lease.id, lease.attempt, BEGUN);
        for (int tries = 1; !take(lease, value); tries++) {
            if (tries % slots == 0) {
                if (isGivenUp.getAsBoolean()) {
                    return false;
                }
                onWait.run();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return true;
    }

    private boolean take(Lease lease, long value) {
        int at = (int) Math.floorMod(next.getAndIncrement(), (long) slots) * Long.BYTES;
        try {
            ByteBuffer shared = memory;
            if ((long) LONGS.getVolatile(shared, at) == FREE && LONGS.compareAndSet(shared, at, (long) FREE, value)) {
                lease.slot = at;
                lease.inFlight = this;
                return true;
            }
        } catch (InternalError e) {
            // a full disk that copies on write has no page for it
            goOnUnshared();
        }
        return false;
    }

    /** Notes how a lease's attempt ended; that it is to be written. */
    void ended(Lease lease, int state) {
        set(lease, value(lease.id, lease.attempt, state));
    }

    /** Notes that the workers stop while a lease's handler runs: if the process is killed now the attempt does not count. */
    void stopping(Lease lease) {
        try {
            long begun = value(lease.id, lease.attempt, BEGUN);
            boolean unused = LONGS.compareAndSet(memory, lease.slot, begun, value(lease.id, lease.attempt, REFUNDED));
        } catch (InternalError e) {
            goOnUnshared();
        }
    }

    /** The end of a lease is written. */
    void written(Lease lease) {
        set(lease, FREE);
        lease.inFlight = null;
    }

    private void set(Lease lease, long value) {
        try {
            LONGS.setRelease(memory, lease.slot, value);
        } catch (InternalError e) {
            goOnUnshared();
            LONGS.setRelease(memory, lease.slot, value);
        }
    }

    /** Without the file others take all leases for begun. What was noted so far is not worth a second fault. */
    private synchronized void goOnUnshared() {
        if (isShared) {
            isShared = false;
            memory = unshared(slots);
            delete();
        }
    }

    /** Nobody needs it any more. */
    void delete() {
        if (file != null) {
            file.delete();
        }
    }

    // The format of a slot.

    private static long value(long id, int attempt, int state) {
        return (key(id, attempt) << STATE_BITS) | state;
    }

    /** Under what a slot is found: the low bits of the attempt tell two leases of one job apart. */
    static long key(long id, int attempt) {
        return (id << ATTEMPT_BITS) | (attempt & ((1 << ATTEMPT_BITS) - 1));
    }

    static long keyOf(long value) {
        return value >>> STATE_BITS;
    }

    static int stateOf(long value) {
        return (int) (value & ((1 << STATE_BITS) - 1));
    }
}
