package io.litestack.job.internal.lease;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which of the leased jobs have been begun, so that if this process is killed the others know whose attempt has crashed.
 *
 * <p>Whether a job is leased is in the table; whether its handler has begun is not, since hundreds are prefetched for quick
 * workers, and to write each begin into the table would cost as much as the rest of the job. So it goes into a {@linkplain
 * AttemptJournalFile file that is mapped into memory}: one store of eight bytes, which the kernel keeps when the process is
 * killed.
 *
 * <p>Each begun job has an entry until its completion is written. There are as many entries as handlers may run, and {@link
 * #MOST_UNWRITTEN} more: so many jobs at most have ended without a completion in the table. A thread that would begin another
 * one waits until some are written. Thread-safe.
 */
public final class AttemptJournal {
    /** How many completions may be unwritten; the documentation states it. */
    public static final int MOST_UNWRITTEN = 1_024;

    public static final int FREE = 0;
    public static final int BEGUN = 1;
    public static final int DONE = 2;
    public static final int FAILED = 3;

    /** The attempt does not count. */
    public static final int REFUNDED = 4;

    private static final int STATE_BITS = 3;
    private static final int ATTEMPT_BITS = 8;
    private static final long PAUSE_NANOS = 500_000;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final @Nullable AttemptJournalFile file;
    private final int entries;
    private final FreeEntries free;
    private volatile ByteBuffer memory;
    private boolean isShared;

    /**
     * Begins without entries in use.
     *
     * @param file where other processes find it, or null if there is no such file
     * @param entries how many there are
     */
    AttemptJournal(@Nullable AttemptJournalFile file, int entries) {
        this.file = file;
        this.entries = entries;
        this.free = new FreeEntries(entries);
        this.isShared = file != null;
        this.memory = file == null ? unshared(entries) : file.memory();
    }

    /** One whose file others find, if there can be one beside the database. */
    static AttemptJournal create(Path database, int entries) {
        return new AttemptJournal(AttemptJournalFile.create(database, entries), entries);
    }

    private static ByteBuffer unshared(int entries) {
        // aligned, as a mapped file is
        return ByteBuffer.allocateDirect((entries + 1) * Long.BYTES)
                .alignedSlice(Long.BYTES)
                .order(ByteOrder.nativeOrder());
    }

    /** The name of the file, or null. */
    @Nullable
    String fileName() {
        return file == null ? null : file.name();
    }

    /**
     * Notes that the handler of a lease is about to begin; waits while no entry is free.
     *
     * @param isGivenUp whether to wait no longer
     * @param onWait called before each wait
     * @return false if that was given up
     */
    public boolean begin(Lease lease, BooleanSupplier isGivenUp, Runnable onWait) {
        int entry = free.take();
        while (entry < 0) {
            if (isGivenUp.getAsBoolean()) {
                return false;
            }
            onWait.run();
            LockSupport.parkNanos(PAUSE_NANOS);
            entry = free.take();
        }
        lease.journaled(this, entry);
        set(lease, BEGUN);
        // the handler's first effect must not be seen before
        VarHandle.fullFence();
        return true;
    }

    /** Notes how the attempt of a lease ended; the completion is to be written. */
    void ended(Lease lease, int state) {
        set(lease, state);
    }

    /**
     * Notes that the workers stop while the handler of a lease runs: if the process is killed now the attempt does not count.
     */
    void stopping(Lease lease) {
        try {
            boolean unused = LONGS.compareAndSet(memory, at(lease), value(lease, BEGUN), value(lease, REFUNDED));
        } catch (InternalError e) {
            goOnUnshared();
        }
    }

    /** The completion of a lease is written. */
    void written(Lease lease) {
        if (lease.removeFromJournal()) {
            store(lease, FREE);
            free.giveBack(lease.journalEntry());
        }
    }

    private void set(Lease lease, int state) {
        store(lease, value(lease, state));
    }

    private void store(Lease lease, long value) {
        try {
            LONGS.setRelease(memory, at(lease), value);
        } catch (InternalError e) {
            // a full disk that copies on write has no page for it
            goOnUnshared();
            LONGS.setRelease(memory, at(lease), value);
        }
    }

    private static int at(Lease lease) {
        return lease.journalEntry() * Long.BYTES;
    }

    /** Without the file other processes take all leases for begun. What was noted so far is not worth a second fault. */
    private synchronized void goOnUnshared() {
        if (isShared) {
            isShared = false;
            memory = unshared(entries);
            delete();
        }
    }

    /** Deletes the file, which nobody needs any more. */
    void delete() {
        if (file != null) {
            file.delete();
        }
    }

    // The format of an entry.

    private static long value(Lease lease, int state) {
        return (key(lease.id(), lease.attempt()) << STATE_BITS) | state;
    }

    /** The key of an entry: the low bits of the attempt distinguish two leases of one job. */
    public static long key(long id, int attempt) {
        return (id << ATTEMPT_BITS) | (attempt & ((1 << ATTEMPT_BITS) - 1));
    }

    static long keyOf(long value) {
        return value >>> STATE_BITS;
    }

    static int stateOf(long value) {
        return (int) (value & ((1 << STATE_BITS) - 1));
    }
}
