package io.litestack.cache.internal.load;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.log.Generations;
import io.litestack.cache.internal.log.InvalidationLog;
import io.litestack.cache.internal.log.LogSignal;
import io.litestack.cache.internal.read.EntryReader;

/**
 * What loads need.
 *
 * @param context the open file
 * @param flights those that are under way
 * @param log where it ends
 * @param generations which entries count
 * @param reader finds what others have loaded
 * @param keeper keeps what was loaded
 * @param leases who loads a key, among processes
 * @param signal wakes when others have done something
 */
public record LoadParts(
        CacheContext context,
        Flights flights,
        InvalidationLog log,
        Generations generations,
        EntryReader reader,
        LoadedKeeper keeper,
        Leases leases,
        LogSignal signal) {}
