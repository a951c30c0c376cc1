package io.litestack.cache.internal.heap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The entries that are in memory because they are read. What is in it equals what the file has, or this instance will soon have
 * written; its loss costs nothing but time. It does not know about expiry or generations: whoever reads it asks the entry. Thread-safe.
 */
public final class Heap {
    /** A value that takes more than this part of it would drive out too many others. */
    private static final int LARGEST_PART = 64;

    /** There is a slot for so many bytes. */
    private static final int BYTES_A_SLOT = 2048;

    private static final int LEAST_SLOTS = 1 << 10;
    private static final int MOST_SLOTS = 1 << 17;

    /** One of so many reads makes an entry a frequent one, and Caffeine is told of one of so many of those, which is enough to fill it. */
    private static final int SAMPLE = 8;

    /** Once it evicts it has to know more: told of every second read of those it evicts the right ones nearly always. */
    private static final int EVICTING_SAMPLE = 2;

    private final long maxBytes;
    private final @Nullable Cache<Key, Entry> entries;
    private final FrequentEntries frequent;
    private volatile boolean isEvicting;

    /** A heap of at most so many bytes; 0 for one that keeps nothing. */
    public Heap(long maxBytes, LongAdder evictions) {
        this.maxBytes = maxBytes;
        this.frequent = new FrequentEntries(slots(maxBytes));
        this.entries = maxBytes == 0
                ? null
                : Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher((Key key, Entry entry) -> entry.weight())
                        // on the thread that happens to be there: it is little, and no pool of others is needed
                        .executor(Runnable::run)
                        // called before anybody sees that the entry is gone
                        .evictionListener((@Nullable Key key, @Nullable Entry entry, RemovalCause cause) -> {
                            evictions.increment();
                            isEvicting = true;
                            withdraw(entry);
                        })
                        .build();
    }

    private static int slots(long maxBytes) {
        long wanted = Math.min(MOST_SLOTS, Math.max(LEAST_SLOTS, maxBytes / BYTES_A_SLOT));
        return (int) Long.highestOneBit(wanted);
    }

    /**
     * Returns the entry of a key, if it is read so often that it is found at once; else {@link #get} may find it.
     *
     * @param random a number that is as good as random
     */
    @SuppressWarnings("CheckReturnValue") // Caffeine is to know of it, no more
    public @Nullable Entry getFrequent(long namespace, String text, long random) {
        Entry entry = frequent.get(namespace, text);
        if (entry != null && entries != null && isSampled(random, isEvicting ? EVICTING_SAMPLE : SAMPLE)) {
            entries.getIfPresent(entry.key());
        }
        return entry;
    }

    /**
     * Returns the entry of a key, or of another one of the same hash.
     *
     * @param random a number that is as good as random
     */
    public @Nullable Entry get(Key key, long random) {
        if (entries == null) {
            return null;
        }
        Entry entry = entries.getIfPresent(key);
        if (entry != null && isSampled(random, SAMPLE)) {
            frequent.add(entry);
        }
        return entry;
    }

    private static boolean isSampled(long random, int sample) {
        return (random & (sample - 1)) == 0;
    }

    /** The same for somebody who does not want to read it, and is not to keep it there. */
    public @Nullable Entry peek(Key key) {
        return entries == null ? null : entries.policy().getIfPresentQuietly(key);
    }

    public void put(Entry entry) {
        if (entries == null) {
            return;
        }
        if (entry.weight() > maxBytes / LARGEST_PART) {
            remove(entry.key());
            return;
        }
        entries.asMap().compute(entry.key(), (key, old) -> {
            if (old != null && entry.place() == 0) {
                entry.at(old.place());
            }
            return inPlaceOf(old, entry);
        });
    }

    /** Puts what was read from the file, unless something has changed meanwhile, as {@code isUnchanged} says. */
    public void fill(Entry entry, BooleanSupplier isUnchanged) {
        if (entries != null && entry.weight() <= maxBytes / LARGEST_PART) {
            entries.asMap()
                    .compute(entry.key(), (key, old) -> isUnchanged.getAsBoolean() ? inPlaceOf(old, entry) : old);
        }
    }

    private Entry inPlaceOf(@Nullable Entry old, Entry entry) {
        if (old != entry) {
            withdraw(old);
        }
        return entry;
    }

    private void withdraw(@Nullable Entry entry) {
        if (entry != null) {
            frequent.withdraw(entry);
        }
    }

    public void remove(Key key) {
        if (entries != null) {
            entries.asMap().computeIfPresent(key, (it, old) -> {
                withdraw(old);
                return null;
            });
        }
    }

    /** Removes an entry, if it is still that one. */
    public void remove(Entry entry) {
        if (entries != null) {
            withdraw(entry);
            entries.asMap().remove(entry.key(), entry);
        }
    }

    /** Removes all that are in it now. */
    public void clear() {
        if (entries != null) {
            entries.asMap().keySet().forEach(this::remove);
        }
    }

    /** Those that are in it now; others may come and go meanwhile. */
    public Iterable<Entry> all() {
        return entries == null ? List.of() : entries.asMap().values();
    }

    public long size() {
        return entries == null ? 0 : entries.estimatedSize();
    }

    /** How much memory they are estimated to take. */
    public long bytes() {
        if (entries == null) {
            return 0;
        }
        return entries.policy()
                .eviction()
                .map(it -> it.weightedSize().orElse(0))
                .orElse(0L);
    }
}
