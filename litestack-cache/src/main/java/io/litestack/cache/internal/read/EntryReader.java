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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries. It looks into the heap, if the log says that it may, then at the pending changes, then into the file, and puts what it
 * finds there into the heap, unless something has happened to the key meanwhile. A hit in the heap is one look-up in a
 * table, for what is read less often another one in Caffeine, one reading of the clock and a few comparisons; it takes no lock.
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
    public @Nullable Entry find(long namespace, String text) {
        Entry frequent = findFrequent(namespace, text);
        return frequent != null ? frequent : find(context.keys().of(namespace, text));
    }

    /** As {@link #find}, but also returns an entry that has expired and is kept for a while. */
    public @Nullable Entry findKept(long namespace, String text) {
        Entry frequent = findFrequent(namespace, text);
        return frequent != null ? frequent : findKept(context.keys().of(namespace, text));
    }

    private @Nullable Entry findFrequent(long namespace, String text) {
        Objects.requireNonNull(text, "key");
        long ticks = clock.ticks();
        long now = clock.nanosAt(ticks);
        Entry entry = log.isFresh(ticks) ? heap.getFrequent(namespace, text, random(now)) : null;
        return entry != null && entry.isCurrent(now) && generations.isAlive(entry) ? hit(entry, now) : null;
    }

    /** As {@link #find(long, String)}. */
    public @Nullable Entry find(Key key) {
        long ticks = clock.ticks();
        long now = clock.nanosAt(ticks);
        Entry entry = log.isFresh(ticks) ? inHeap(key, now) : null;
        return entry != null ? hit(entry, now) : findElsewhere(key, now, now);
    }

    /** As {@link #findKept(long, String)}. */
    public @Nullable Entry findKept(Key key) {
        long ticks = clock.ticks();
        long now = clock.nanosAt(ticks);
        Entry entry = log.isFresh(ticks) ? inHeap(key, now) : null;
        return entry != null ? hit(entry, now) : findElsewhere(key, now, EXPIRED_TOO);
    }

    /** As {@link #find}, for those who have missed it before and wait for it: that is no other miss. */
    public @Nullable Entry findAgain(Key key) {
        Entry found = find(key);
        if (found == null) {
            context.counters().misses.decrement();
        }
        return found;
    }

    private @Nullable Entry inHeap(Key key, long now) {
        Entry entry = heap.get(key, random(now));
        return entry != null && entry.isCurrent(now) && entry.key().isSameAs(key) && generations.isAlive(entry)
                ? entry
                : null;
    }

    private Entry hit(Entry entry, long now) {
        context.counters().heapHits.increment();
        entry.visit();
        entry.count(random(now));
        if (entry.idleMs() != 0) {
            listener.onIdleHit(entry, now);
        }
        return entry;
    }

    /**
     * As good as a random number: nobody foresees the last digits of the time. Multiplied, since some of them stay the same where the clock
     * goes in steps.
     */
    private static long random(long now) {
        return (now * 0x9E37_79B9_7F4A_7C15L) >>> 32;
    }

    /** What is found without the file: for those who have just looked there, and come back. */
    public @Nullable Entry findInMemory(Key key) {
        Slot slot = pending.get(key);
        long now = clock.nanos();
        Entry entry = slot == null ? heap.peek(key) : pendingEntry(slot, key);
        return entry != null && entry.key().isSameAs(key) && entry.isCurrent(now) && generations.isAlive(entry)
                ? entry
                : null;
    }

    /** What counts just now, also in the file; for those who look once more before they load, which is no other hit or miss. */
    public @Nullable Entry findUncounted(Key key) {
        Entry entry = findInMemory(key);
        if (entry != null) {
            return entry;
        }
        Entry row = read(key);
        return row != null && row.isCurrent(clock.nanos()) && generations.isAlive(row) ? row : null;
    }

    private static @Nullable Entry pendingEntry(Slot slot, Key key) {
        PendingWrite newest = slot.isBlocked() ? null : slot.newestOf(key);
        return newest == null ? null : newest.entry();
    }

    /** An entry is wanted if it is current as of a time. */
    private @Nullable Entry findElsewhere(Key key, long now, long currentAsOf) {
        boolean isInside = isInside();
        if (!isInside) {
            if (!isVerified()) {
                return miss(key);
            }
            // now that the log is read what is there may be used
            Entry entry = inHeap(key, now);
            if (entry != null) {
                return hit(entry, now);
            }
        }
        Asked asked = ask(key);
        if (asked.isPending()) {
            return pendingHit(asked, now, currentAsOf);
        }
        Entry entry = read(key);
        boolean isFound = entry != null && isWanted(entry, now, currentAsOf);
        while (entry != null && !isFound && generations.isOfUnknownAge(entry)) {
            entry = read(key);
            isFound = entry != null && isWanted(entry, now, currentAsOf);
        }
        return entry != null && isFound ? diskHit(asked, entry, now, isInside) : miss(key);
    }

    private boolean isInside() {
        return StoreInternals.isThreadInside() && internals.isThreadInsideThis();
    }

    private boolean isVerified() {
        return log.isFresh(clock.ticks()) || log.verify();
    }

    /** What is known of a key before the file is read, in this order: what was changed later is known by the stamp. */
    private record Asked(Key key, long stamp, @Nullable Slot slot) {
        boolean isPending() {
            return slot != null && (slot.isBlocked() || slot.newest() != null);
        }
    }

    private Asked ask(Key key) {
        long stamp = stamps.of(key);
        return new Asked(key, stamp, pending.get(key));
    }

    private @Nullable Entry pendingHit(Asked asked, long now, long currentAsOf) {
        Entry entry = asked.slot == null ? null : pendingEntry(asked.slot, asked.key);
        return entry != null && isWanted(entry, now, currentAsOf) ? hit(entry, now) : miss(asked.key);
    }

    // Many keys.

    /** Does what {@link #find} does for many keys; what only the file has is read by few statements. In the order of the keys. */
    public List<@Nullable Entry> findAll(List<Key> keys) {
        return findAll(keys, false);
    }

    /** As {@link #findAll(List)}, but also finds entries that have expired and are kept for a while. */
    public List<@Nullable Entry> findAllKept(List<Key> keys) {
        return findAll(keys, true);
    }

    private List<@Nullable Entry> findAll(List<Key> keys, boolean areExpiredWanted) {
        long ticks = clock.ticks();
        long now = clock.nanosAt(ticks);
        boolean isFresh = log.isFresh(ticks);
        List<@Nullable Entry> found = new ArrayList<>(keys.size());
        int missing = 0;
        for (Key key : keys) {
            Entry entry = isFresh ? inHeap(key, now) : null;
            missing += entry == null ? 1 : 0;
            found.add(entry == null ? null : hit(entry, now));
        }
        if (missing > 0) {
            findElsewhere(keys, found, new AsOf(now, areExpiredWanted ? EXPIRED_TOO : now));
        }
        return found;
    }

    /** The time, and the time as of which an entry must be current. */
    private record AsOf(long now, long currentAsOf) {}

    private void findElsewhere(List<Key> keys, List<@Nullable Entry> found, AsOf asOf) {
        long now = asOf.now;
        boolean isInside = isInside();
        boolean isReadable = isInside || isVerified();
        Map<Integer, Asked> asked = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            if (found.get(i) == null) {
                Entry entry = isReadable && !isInside ? inHeap(keys.get(i), now) : null;
                if (entry != null) {
                    found.set(i, hit(entry, now));
                } else if (isReadable) {
                    asked.put(i, ask(keys.get(i)));
                } else {
                    miss(keys.get(i));
                }
            }
        }
        List<Key> unknown = asked.values().stream()
                .filter(it -> !it.isPending())
                .map(Asked::key)
                .toList();
        Map<Key, Entry> rows = unknown.isEmpty() ? Map.of() : readAll(unknown);
        asked.forEach((i, each) -> {
            if (each.isPending()) {
                found.set(i, pendingHit(each, now, asOf.currentAsOf));
                return;
            }
            Entry entry = rows.get(each.key);
            boolean isFound = entry != null && entry.key().isSameAs(each.key) && isWanted(entry, now, asOf.currentAsOf);
            if (entry != null && isFound) {
                found.set(i, diskHit(each, entry, now, isInside));
            } else if (entry != null && generations.isOfUnknownAge(entry)) {
                found.set(i, findElsewhere(each.key, now, asOf.currentAsOf));
            } else {
                found.set(i, miss(each.key));
            }
        });
    }

    private boolean isWanted(Entry entry, long now, long currentAsOf) {
        return (entry.isCurrent(currentAsOf) || (currentAsOf == EXPIRED_TOO && entry.isKept(now)))
                && entry.lifetime().isPlausible(now / 1_000_000)
                && generations.isAlive(entry);
    }

    private Entry diskHit(Asked asked, Entry entry, long now, boolean isInside) {
        if (asked.slot == null && !isInside) {
            Key key = asked.key;
            heap.fill(entry, () -> stamps.of(key) == asked.stamp && pending.get(key) == null);
        }
        context.counters().diskHits.increment();
        entry.visit();
        listener.onDiskHit(entry);
        if (entry.idleMs() != 0) {
            listener.onIdleHit(entry, now);
        }
        return entry;
    }

    private @Nullable Entry miss(Key key) {
        context.counters().misses.increment();
        listener.onMiss(key);
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

    /** Reads the rows of keys that are not read yet; none if they cannot be read. */
    private Map<Key, Entry> readAll(List<Key> keys) {
        try {
            long known = generations.forgottenUpTo();
            Map<Key, Entry> rows = EntryRows.read(context.store(), keys);
            rows.values().forEach(it -> it.checkedUpTo(known));
            return rows;
        } catch (LitestackException e) {
            listener.onReadFailure(e);
            return Map.of();
        }
    }
}
