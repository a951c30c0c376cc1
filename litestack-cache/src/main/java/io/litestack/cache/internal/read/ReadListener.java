package io.litestack.cache.internal.read;

import io.litestack.cache.internal.entry.Entry;
import io.litestack.core.LitestackException;

/** Hears of reads that have consequences. */
public interface ReadListener {
    /** An entry was read from the file. */
    void onDiskHit(Entry entry);

    /** An entry was read that reads prolong. */
    void onIdleHit(Entry entry, long nowNanos);

    /** The file could not be read. */
    void onReadFailure(LitestackException cause);
}
