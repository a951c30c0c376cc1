package io.litestack.job;

import java.util.Map;

/**
 * What a queue has done in this process since it was opened, and how it stands now. Immutable; reading it touches no disk.
 *
 * @param enqueued jobs enqueued by this process
 * @param handedOver those of them that went to a worker of this process without being looked for
 * @param claimed jobs found ready and taken by workers of this process
 * @param done attempts that succeeded
 * @param retried attempts that failed and are to be repeated
 * @param snoozed attempts put off by their handlers
 * @param dead jobs given up
 * @param parked jobs parked
 * @param released jobs released: before they began, or at a stop
 * @param recovered jobs taken from dead or hung workers
 * @param refused completions that came too late: the job belonged to another attempt by then
 * @param running handlers running now
 * @param held jobs leased by this process now, the running ones among them
 * @param types per type, by the name under which the jobs are stored
 */
public record JobStats(
        long enqueued,
        long handedOver,
        long claimed,
        long done,
        long retried,
        long snoozed,
        long dead,
        long parked,
        long released,
        long recovered,
        long refused,
        int running,
        int held,
        Map<String, TypeStats> types) {}
