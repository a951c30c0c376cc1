package io.litestack.cache.internal.heap;

import io.litestack.cache.internal.entry.Key;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often something was changed, for each of 4,096 stripes of keys. Whoever reads the file on behalf of the heap notes the stamp
 * before, and puts what was read into the heap only if the stamp is still the same: else a change that came in between, and found
 * nothing in the heap to drop, would be undone by an old value. Thread-safe.
 */
public final class Stamps {
    private static final int STRIPES = 4096;

    private final AtomicLongArray stamps = new AtomicLongArray(STRIPES);

    public long of(Key key) {
        return stamps.get(stripe(key));
    }

    /** The key is about to change, here or in the heap. */
    public long bump(Key key) {
        return stamps.incrementAndGet(stripe(key));
    }

    /** Everything may have changed. */
    public void bumpAll() {
        for (int i = 0; i < STRIPES; i++) {
            stamps.incrementAndGet(i);
        }
    }

    private static int stripe(Key key) {
        return (int) (key.hash() >>> 32) & (STRIPES - 1);
    }
}
