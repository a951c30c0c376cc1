package io.litestack.cache.internal.read;

import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.core.LitestackException;

/** Hears of reads that have consequences. */
public interface ReadListener {
    /** An entry was read from the file. */
    void onDiskHit(Entry entry);

    /** A key has no entry that counts. */
    void onMiss(Key key);

    /** An entry was read that reads prolong. */
    void onIdleHit(Entry entry, long nowNanos);

    /** The file could not be read. */
    void onReadFailure(LitestackException cause);
}
