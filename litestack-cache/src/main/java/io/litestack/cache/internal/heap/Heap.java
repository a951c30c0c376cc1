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

    private final long maxBytes;
    private final @Nullable Cache<Key, Entry> entries;

    /** A heap of at most so many bytes; 0 for one that keeps nothing. */
    public Heap(long maxBytes, LongAdder evictions) {
        this.maxBytes = maxBytes;
        this.entries = maxBytes == 0
                ? null
                : Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher((Key key, Entry entry) -> entry.weight())
                        // on the thread that happens to be there: it is little, and no pool of others is needed
                        .executor(Runnable::run)
                        .evictionListener(
                                (@Nullable Key key, @Nullable Entry entry, RemovalCause cause) -> evictions.increment())
                        .build();
    }

    /** Returns the entry of a key, or of another one of the same hash. */
    public @Nullable Entry get(Key key) {
        return entries == null ? null : entries.getIfPresent(key);
    }

    /** The same for somebody who does not want to read it, and is not to keep it there. */
    public @Nullable Entry peek(Key key) {
        return entries == null ? null : entries.policy().getIfPresentQuietly(key);
    }

    public void put(Entry entry) {
        if (entries != null) {
            if (entry.weight() <= maxBytes / LARGEST_PART) {
                Entry before = entries.asMap().put(entry.key(), entry);
                if (before != null && entry.place() == 0) {
                    entry.at(before.place());
                }
            } else {
                entries.invalidate(entry.key());
            }
        }
    }

    /** Puts what was read from the file, unless something has changed meanwhile, as {@code isUnchanged} says. */
    public void fill(Entry entry, BooleanSupplier isUnchanged) {
        if (entries != null && entry.weight() <= maxBytes / LARGEST_PART) {
            entries.asMap().compute(entry.key(), (key, old) -> isUnchanged.getAsBoolean() ? entry : old);
        }
    }

    public void remove(Key key) {
        if (entries != null) {
            entries.invalidate(key);
        }
    }

    /** Removes an entry, if it is still that one. */
    public void remove(Entry entry) {
        if (entries != null) {
            entries.asMap().remove(entry.key(), entry);
        }
    }

    public void clear() {
        if (entries != null) {
            entries.invalidateAll();
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
