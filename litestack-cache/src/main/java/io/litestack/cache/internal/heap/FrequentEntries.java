package io.litestack.cache.internal.heap;

import io.litestack.cache.internal.entry.Entry;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the heap that are read most, found by the text of their key: without its hash under the file's secret, and without
 * Caffeine, which has to note each read.
 *
 * <p>It is a plain table without chains. Of the entries whose keys share a slot it holds one, and if each read of another one puts that
 * there with the same small probability, the slot holds each of them for as much of the time as it has of the reads. With as many slots as
 * entries and reads by Zipf's distribution nine of ten reads find theirs.
 *
 * <h2>What is gone</h2>
 *
 * An entry that leaves the heap is {@link Entry#withdraw withdrawn} first, for good. Nobody gets a withdrawn entry from here, also if its
 * slot still names it; a reader that had it from the heap before may put it here after it was withdrawn. Both the reader and whoever
 * has withdrawn it look once more after they have written, so that one of them empties the slot: what is gone takes no memory.
 *
 * <p>Thread-safe.
 */
final class FrequentEntries {
    private final AtomicReferenceArray<@Nullable Entry> slots;
    private final int shift;

    /** A table of a power of two of slots. */
    FrequentEntries(int slots) {
        this.slots = new AtomicReferenceArray<>(slots);
        this.shift = Integer.SIZE - Integer.numberOfTrailingZeros(slots);
    }

    /** Returns the entry of a key, if it is one of these. */
    @Nullable
    Entry get(long namespace, String text) {
        Entry entry = slots.getAcquire(slot(namespace, text));
        return entry != null && entry.isOf(namespace, text) && !entry.isWithdrawn() ? entry : null;
    }

    /** An entry of the heap was read. */
    void add(Entry entry) {
        int slot = slot(entry);
        slots.set(slot, entry);
        if (entry.isWithdrawn()) {
            slots.compareAndSet(slot, entry, null);
        }
    }

    /** An entry leaves the heap. Must be called before others can see that it is not there. */
    void withdraw(Entry entry) {
        entry.withdraw();
        int slot = slot(entry);
        if (slots.get(slot) == entry) {
            slots.compareAndSet(slot, entry, null);
        }
    }

    private int slot(Entry entry) {
        return slot(entry.key().namespace(), entry.key().text());
    }

    private int slot(long namespace, String text) {
        return ((text.hashCode() ^ (int) namespace) * 0x9E37_79B9) >>> shift;
    }
}
