package io.litestack.cache.internal.evict;

import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.write.KeyWriter;
import io.litestack.core.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Removes entries that nobody needs room for yet. Other than those, they leave all heaps too. Thread-safe. */
public final class Pruner {
    private static final int BITE = 200;

    private final Store store;
    private final Function<EvictionListener, Sieve> sieves;
    private final KeyWriter writer;
    private final Consumer<Key> onRemoval;

    /** Makes one; {@code onRemoval} hears of each key once its removal is committed. */
    public Pruner(Store store, Function<EvictionListener, Sieve> sieves, KeyWriter writer, Consumer<Key> onRemoval) {
        this.store = store;
        this.sieves = sieves;
        this.writer = writer;
        this.onRemoval = onRemoval;
    }

    /** How many entries there are, also such as do not count any more. */
    public long size() {
        return store.queryFirst(CacheSql.COUNT, row -> row.getLong(1)).orElse(0L);
    }

    public long prune(long count) {
        long removed = 0;
        while (removed < count) {
            List<Key> keys = bite((int) Math.min(BITE, count - removed));
            if (keys.isEmpty()) {
                break;
            }
            keys.forEach(onRemoval);
            removed += keys.size();
        }
        return removed;
    }

    private List<Key> bite(int count) {
        return writer.change(List.of(), (batch, results) -> {
            List<Key> keys = new ArrayList<>(count);
            Sieve sieve = sieves.apply((statements, hash) -> keys.add(Key.ofHash(hash)));
            sieve.evict(batch.statements(), count);
            keys.forEach(batch::changed);
            return keys;
        });
    }
}
