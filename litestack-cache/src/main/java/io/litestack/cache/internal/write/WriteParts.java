package io.litestack.cache.internal.write;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.log.Generations;
import io.litestack.cache.internal.log.InvalidationLog;

/**
 * What every batch needs.
 *
 * @param context the open file
 * @param log where it says what it changes
 * @param generations which entries count
 * @param pending the changes that wait
 * @param batches those that run
 * @param space makes room for what is written
 */
public record WriteParts(
        CacheContext context,
        InvalidationLog log,
        Generations generations,
        PendingWrites pending,
        Batches batches,
        SpaceKeeper space) {}
