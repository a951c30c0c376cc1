package io.litestack.cache.internal.write;

import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import org.jspecify.annotations.Nullable;

/** A change of a key that this instance has made and the file does not have yet. */
public final class PendingWrite {
    private static final int REMOVAL_BYTES = 64;

    private final Key key;
    private final @Nullable Entry entry;
    private final boolean isLoaded;
    private volatile long queuedAt;

    /** Which batch has taken it; set before it is, and read by those who see that it was. */
    private volatile long batch;

    private PendingWrite(Key key, @Nullable Entry entry, boolean isLoaded, long queuedAt) {
        this.key = key;
        this.entry = entry;
        this.isLoaded = isLoaded;
        this.queuedAt = queuedAt;
    }

    /** A value that somebody has put. */
    public static PendingWrite put(Entry entry, long ticks) {
        return new PendingWrite(entry.key(), entry, false, ticks);
    }

    /** A value that was loaded: it is written only if nobody has changed the key since the load began. */
    static PendingWrite loaded(Entry entry, long ticks) {
        return new PendingWrite(entry.key(), entry, true, ticks);
    }

    /** A key whose value in the file is not to be read any more. */
    static PendingWrite removal(Key key, long ticks) {
        return new PendingWrite(key, null, false, ticks);
    }

    public Key key() {
        return key;
    }

    /** The new value; null if there is to be none. */
    public @Nullable Entry entry() {
        return entry;
    }

    boolean isLoaded() {
        return isLoaded;
    }

    /** Since when it waits, or a change of its key that it has replaced, in ticks: the file's value is older than that. */
    long queuedAt() {
        return queuedAt;
    }

    void inPlaceOf(PendingWrite before) {
        queuedAt = before.queuedAt;
    }

    int bytes() {
        return entry == null ? REMOVAL_BYTES : entry.storedBytes();
    }

    long batch() {
        return batch;
    }

    void takenBy(long number) {
        batch = number;
    }
}
