package io.litestack.cache.internal.read;

import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.sql.Rows;
import io.litestack.core.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the rows of many keys, by statements of a few sizes, so that they stay prepared: a statement with room for more keys than there
 * are asks for the last of them several times.
 */
final class EntryRows {
    private static final int MOST_KEYS = 128;

    private EntryRows() {}

    /** The entries of those that have a row. */
    static Map<Key, Entry> read(Store store, List<Key> keys) {
        Map<Key, Entry> found = new HashMap<>(keys.size() * 2);
        for (int from = 0; from < keys.size(); from += MOST_KEYS) {
            readPage(store, keys.subList(from, Math.min(keys.size(), from + MOST_KEYS)), found);
        }
        return found;
    }

    private static void readPage(Store store, List<Key> keys, Map<Key, Entry> found) {
        Map<Long, Key> byHash = new HashMap<>(keys.size() * 2);
        // of two keys with one hash the second is not found, which is rare and no harm
        keys.forEach(key -> byHash.putIfAbsent(key.hash(), key));
        int room = Integer.highestOneBit(Math.max(1, keys.size() * 2 - 1));
        Object[] hashes = new Object[room];
        for (int i = 0; i < room; i++) {
            hashes[i] = keys.get(Math.min(i, keys.size() - 1)).hash();
        }
        store.query(
                CacheSql.findMany(room),
                row -> {
                    Key key = byHash.get(row.getLong(1));
                    Entry entry = key == null ? null : Rows.read(key, row);
                    if (entry != null) {
                        found.put(entry.key(), entry);
                    }
                    return true;
                },
                hashes);
    }
}
