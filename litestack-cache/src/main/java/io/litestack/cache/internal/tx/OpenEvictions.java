package io.litestack.cache.internal.tx;

import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Keys;
import io.litestack.cache.internal.log.Generations;
import io.litestack.cache.internal.write.PendingWrites;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What open transactions will invalidate, perhaps, and what committed ones have invalidated and the file does not know yet: it is not
 * read meanwhile. The log says when it has taken effect. Thread-safe.
 */
public final class OpenEvictions {
    private final Keys keys;
    private final PendingWrites pending;
    private final Generations generations;
    private final Map<Long, Eviction> open = new ConcurrentHashMap<>();

    public OpenEvictions(Keys keys, PendingWrites pending, Generations generations) {
        this.keys = keys;
        this.pending = pending;
        this.generations = generations;
    }

    /** It may take effect from now on. */
    void begin(Eviction eviction) {
        open.put(eviction.id(), eviction);
        Key key = eviction.key(keys);
        if (key != null) {
            pending.block(key);
        } else {
            generations.suspend(eviction.scope(keys));
        }
    }

    /** It has taken effect, and what the log says of it is known here. */
    public void tookEffect(long id) {
        end(id, true);
    }

    /** It will never take effect. */
    void rolledBack(long id) {
        end(id, false);
    }

    private void end(long id, boolean hasEffect) {
        Eviction eviction = open.remove(id);
        if (eviction == null) {
            return;
        }
        Key key = eviction.key(keys);
        if (key != null) {
            pending.unblock(key, hasEffect);
        } else {
            generations.resume(eviction.scope(keys));
        }
    }
}
