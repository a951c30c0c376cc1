package io.litestack.cache.internal.read;

import io.litestack.cache.internal.base.CacheClock;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.heap.Heap;
import io.litestack.cache.internal.heap.Stamps;
import io.litestack.cache.internal.log.Generations;
import io.litestack.cache.internal.log.InvalidationLog;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.sql.Rows;
import io.litestack.cache.internal.write.PendingWrite;
import io.litestack.cache.internal.write.PendingWrites;
import io.litestack.cache.internal.write.Slot;
import io.litestack.core.LitestackException;
import io.litestack.core.spi.StoreInternals;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries. It looks into the heap, if the log says that it may, then at the pending changes, then into the file, and puts what it
 * finds there into the heap, unless something has happened to the key meanwhile. A hit in the heap is two look-ups in hash tables, one
 * reading of the clock and a few comparisons; it takes no lock and allocates nothing.
 *
 * <p>Failures of the store are misses. Thread-safe.
 */
public final class EntryReader {
    /** Instead of a time. */
    private static final long EXPIRED_TOO = Long.MAX_VALUE;

    private final CacheContext context;
    private final CacheClock clock;
    private final StoreInternals internals;
    private final Heap heap;
    private final Stamps stamps;
    private final PendingWrites pending;
    private final InvalidationLog log;
    private final Generations generations;
    private final ReadListener listener;

    public EntryReader(ReadParts parts, ReadListener listener) {
        this.context = parts.context();
        this.clock = context.clock();
        this.internals = context.internals();
        this.heap = parts.heap();
        this.stamps = parts.stamps();
        this.pending = parts.pending();
        this.log = parts.log();
        this.generations = parts.generations();
        this.listener = listener;
    }

    /** Returns the entry of a key that counts; null if there is none. */
    public @Nullable Entry find(Key key) {
        long ticks = clock.ticks();
        long now = clock.nanosAt(ticks);
        Entry entry = log.isFresh(ticks) ? inHeap(key, now) : null;
        return entry != null ? hit(entry, now) : findElsewhere(key, now, now);
    }

    /** As {@link #find}, but also returns an entry that has expired and is kept for a while. */
    public @Nullable Entry findKept(Key key) {
        long ticks = clock.ticks();
        long now = clock.nanosAt(ticks);
        Entry entry = log.isFresh(ticks) ? inHeap(key, now) : null;
        return entry != null ? hit(entry, now) : findElsewhere(key, now, EXPIRED_TOO);
    }

    private @Nullable Entry inHeap(Key key, long now) {
        Entry entry = heap.get(key);
        return entry != null && entry.isCurrent(now) && entry.key().isSameAs(key) && generations.isAlive(entry)
                ? entry
                : null;
    }

    private Entry hit(Entry entry, long now) {
        context.counters().heapHits.increment();
        entry.visit();
        // the last digits of the time in nanoseconds are nobody's to foresee
        entry.count(now);
        if (entry.idleMs() != 0) {
            listener.onIdleHit(entry, now);
        }
        return entry;
    }

    /** What is found without the file: for those who have just looked there, and come back. */
    public @Nullable Entry findInMemory(Key key) {
        Slot slot = pending.get(key);
        long now = clock.nanos();
        Entry entry = slot == null ? heap.get(key) : pendingEntry(slot, key);
        return entry != null && entry.key().isSameAs(key) && entry.isCurrent(now) && generations.isAlive(entry)
                ? entry
                : null;
    }

    private static @Nullable Entry pendingEntry(Slot slot, Key key) {
        PendingWrite newest = slot.isBlocked() ? null : slot.newestOf(key);
        return newest == null ? null : newest.entry();
    }

    /** An entry is wanted if it is current as of a time. */
    private @Nullable Entry findElsewhere(Key key, long now, long currentAsOf) {
        boolean isInside = StoreInternals.isThreadInside() && internals.isThreadInsideThis();
        if (!isInside) {
            if (!log.isFresh(clock.ticks()) && !log.verify()) {
                return miss();
            }
            // now that the log is read what is there may be used
            Entry entry = inHeap(key, now);
            if (entry != null) {
                return hit(entry, now);
            }
        }
        long stamp = stamps.of(key);
        Slot slot = pending.get(key);
        if (slot != null && (slot.isBlocked() || slot.newest() != null)) {
            Entry entry = pendingEntry(slot, key);
            return entry != null && isWanted(entry, now, currentAsOf) ? hit(entry, now) : miss();
        }
        Entry entry = read(key);
        if (entry == null || !isWanted(entry, now, currentAsOf)) {
            return miss();
        }
        if (slot == null && !isInside) {
            heap.fill(entry, () -> stamps.of(key) == stamp && pending.get(key) == null);
        }
        return diskHit(entry, now);
    }

    private boolean isWanted(Entry entry, long now, long currentAsOf) {
        return (entry.isCurrent(currentAsOf) || (currentAsOf == EXPIRED_TOO && entry.isKept(now)))
                && entry.lifetime().isPlausible(now / 1_000_000)
                && generations.isAlive(entry);
    }

    private Entry diskHit(Entry entry, long now) {
        context.counters().diskHits.increment();
        entry.visit();
        listener.onDiskHit(entry);
        if (entry.idleMs() != 0) {
            listener.onIdleHit(entry, now);
        }
        return entry;
    }

    private @Nullable Entry miss() {
        context.counters().misses.increment();
        return null;
    }

    /** Reads the row; null if there is none, or it cannot be read. */
    @SuppressWarnings("NullAway") // it does not see that a mapper may return null
    private @Nullable Entry read(Key key) {
        try {
            long known = generations.forgottenUpTo();
            Entry entry = context.store()
                    .<Entry>queryFirst(CacheSql.FIND, row -> Rows.read(key, row), key.hash())
                    .orElse(null);
            if (entry != null) {
                entry.checkedUpTo(known);
            }
            return entry;
        } catch (LitestackException e) {
            listener.onReadFailure(e);
            return null;
        }
    }
}
