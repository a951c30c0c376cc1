package io.litestack.cache.internal.report;

import io.litestack.cache.RemovalCause;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Keys;

/** Counts the entries that are gone, and tells the listener which they were. Thread-safe. */
public final class Removals {
    private final Keys keys;
    private final Counters counters;
    private final ReportingCacheListener listener;

    public Removals(Keys keys, Counters counters, ReportingCacheListener listener) {
        this.keys = keys;
        this.counters = counters;
        this.listener = listener;
    }

    /** Whether it must be found out which entries they are. */
    public boolean needsKeys() {
        return listener.hearsRemovals();
    }

    public void removed(Key key, RemovalCause cause) {
        counters.removed(cause, 1);
        if (needsKeys()) {
            listener.onRemoval(keys.namespaceOf(key.namespace()), key.text(), cause);
        }
    }

    /** One is gone, and nobody wants to know which. */
    public void removed(RemovalCause cause) {
        counters.removed(cause, 1);
    }
}
