package io.litestack.job.internal.lease;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which entries of an {@link AttemptJournal} are free: a stack, so that one is found at once also where nearly all are taken, as
 * they are while jobs end more quickly than their completions are written. Thread-safe, without locks.
 *
 * <p>Source: R. Kent Treiber, "Systems Programming: Coping with Parallelism", IBM RJ 5118, 1986; with a count of the changes
 * beside the top, so that a thread which was halted does not take an entry back to what was below it then.
 */
final class FreeEntries {
    private static final int NONE = -1;
    private static final long ENTRY_BITS = 32;

    /** The entry below each that is free. */
    private final AtomicIntegerArray below;

    /** The changes so far, and in the low bits the entry at the top. */
    private final AtomicLong top;

    /** All of so many are free, and the first of them is taken first. */
    FreeEntries(int count) {
        below = new AtomicIntegerArray(count);
        for (int entry = 0; entry < count; entry++) {
            below.set(entry, entry + 1 < count ? entry + 1 : NONE);
        }
        top = new AtomicLong(0);
    }

    /** Takes one; returns a negative number if none is free. */
    int take() {
        while (true) {
            long seen = top.get();
            int entry = (int) seen;
            if (entry == NONE || top.compareAndSet(seen, next(seen, below.get(entry)))) {
                return entry;
            }
        }
    }

    /** Gives back one that was taken. */
    void giveBack(int entry) {
        while (true) {
            long seen = top.get();
            below.set(entry, (int) seen);
            if (top.compareAndSet(seen, next(seen, entry))) {
                return;
            }
        }
    }

    private static long next(long seen, int entry) {
        return ((seen >>> ENTRY_BITS) + 1) << ENTRY_BITS | Integer.toUnsignedLong(entry);
    }
}
