package io.litestack.jcache.internal.cache;

import io.litestack.jcache.internal.event.Listeners;
import io.litestack.jcache.internal.report.Statistics;
import io.litestack.jcache.internal.store.EntryStore;

/**
 * What the operations of a cache share.
 *
 * @param store its entries
 * @param locks one change of a key at a time
 * @param rules how long entries count
 * @param listeners who hears of changes
 * @param statistics what it has done
 * @param source where values come from and go to beyond the cache
 */
record CacheParts<K, V>(
        EntryStore<K, V> store,
        KeyLocks locks,
        ExpiryRules rules,
        Listeners<K, V> listeners,
        Statistics statistics,
        Source<K, V> source) {}
