package io.litestack.cache.internal.put;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.EntryFactory;
import io.litestack.cache.internal.log.Generations;
import io.litestack.cache.internal.log.InvalidationLog;
import io.litestack.cache.internal.report.Removals;
import io.litestack.cache.internal.write.Degradation;
import io.litestack.cache.internal.write.PendingWrites;
import io.litestack.cache.internal.write.PutAdmission;
import io.litestack.cache.internal.write.WriteBehind;

/**
 * What it takes to put values that nobody waits for.
 *
 * @param context the open file
 * @param entries makes entries
 * @param log where it ends
 * @param generations which entries count
 * @param pending gets them
 * @param admission whether there is room
 * @param degradation what is done if there is none
 * @param writeBehind has them written
 * @param removals hears of those that they replace
 */
public record PutParts(
        CacheContext context,
        EntryFactory entries,
        InvalidationLog log,
        Generations generations,
        PendingWrites pending,
        PutAdmission admission,
        Degradation degradation,
        WriteBehind writeBehind,
        Removals removals) {}
