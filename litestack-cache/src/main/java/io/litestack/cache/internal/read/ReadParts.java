package io.litestack.cache.internal.read;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.heap.Heap;
import io.litestack.cache.internal.heap.Stamps;
import io.litestack.cache.internal.log.Generations;
import io.litestack.cache.internal.log.InvalidationLog;
import io.litestack.cache.internal.write.PendingWrites;

/**
 * Where entries may be found, and what tells whether they count.
 *
 * @param context the open file
 * @param heap those in memory
 * @param stamps what has happened to keys
 * @param pending those that are not written yet
 * @param log up to where it is known what others have changed
 * @param generations which entries count
 */
public record ReadParts(
        CacheContext context,
        Heap heap,
        Stamps stamps,
        PendingWrites pending,
        InvalidationLog log,
        Generations generations) {}
