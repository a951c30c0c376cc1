package io.litestack.jcache.internal.manager;

import io.litestack.cache.Cache;
import io.litestack.cache.ObjectCodec;
import io.litestack.core.LitestackException;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** The Litestack cache under a manager, opened when the first cache is made. Thread-safe. */
final class CacheFile {
    private final Supplier<Cache> opener;
    private final ObjectCodec codec;
    private final boolean isOwned;
    private @Nullable Cache opened;

    private CacheFile(Supplier<Cache> opener, ObjectCodec codec, boolean isOwned) {
        this.opener = opener;
        this.codec = codec;
        this.isOwned = isOwned;
    }

    /** A file that is closed with the manager. */
    static CacheFile of(ManagerSettings settings, ClassLoader loader) {
        return new CacheFile(() -> Cache.open(settings.config()), settings.codec(loader), true);
    }

    /** A cache that somebody else closes. */
    static CacheFile of(Cache cache, ObjectCodec codec) {
        return new CacheFile(() -> cache, codec, false);
    }

    synchronized Cache open() {
        if (opened == null) {
            try {
                opened = opener.get();
            } catch (LitestackException e) {
                throw new CacheException("the file of the caches cannot be opened: " + e.getMessage(), e);
            }
        }
        return opened;
    }

    /** What stores values of one cache: it may also store the types that the cache is configured with. */
    ObjectCodec codec(Class<?> keys, Class<?> values) {
        ObjectCodec known = codec;
        for (Class<?> each : new Class<?>[] {keys, values}) {
            boolean isOfApplication =
                    !each.isPrimitive() && !each.isArray() && !each.getName().startsWith("java.");
            known = isOfApplication ? known.allowing(each) : known;
        }
        return known;
    }

    synchronized void close() {
        if (isOwned && opened != null) {
            opened.close();
        }
    }
}
