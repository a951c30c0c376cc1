package io.litestack.cache.internal;

import io.litestack.cache.Cache;
import io.litestack.cache.internal.evict.Expiry;
import io.litestack.core.Store;

/** What tests do behind a cache's back. */
public final class CacheProbe {
    private final CacheParts parts;
    private final OpenCache open;

    private CacheProbe(OpenCache open) {
        this.open = open;
        this.parts = open.parts();
    }

    public static CacheProbe of(Cache cache) {
        return new CacheProbe(((SqliteCache) cache).open());
    }

    public Store store() {
        return parts.context.store();
    }

    /** How many rows a table has. */
    public long rows(String table) {
        return store().queryFirst("select count(*) from " + table, row -> row.getLong(1))
                .orElseThrow();
    }

    /** How many generations are known in memory. */
    public int generations() {
        return parts.generations.size();
    }

    /** Does at once what is done every few seconds. */
    public void collectVisits() {
        parts.visits.run();
    }

    /** Removes at once what is over. */
    public void removeExpired() {
        Expiry expiry = new Expiry(parts.context, gone -> {});
        while (expiry.run() == 0) {
            // there is more
        }
    }

    /** Does something while the instance is not notified of what others do. */
    public void withoutApplier(Runnable work) {
        open.file().pauseApplier();
        try {
            work.run();
        } finally {
            open.file().resumeApplier();
        }
    }
}
