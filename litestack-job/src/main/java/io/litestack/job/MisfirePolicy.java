package io.litestack.job;

/** What becomes of the times of a {@link Schedule} that have passed while no process was there to fire it. */
public enum MisfirePolicy {
    /** They are left out: a time that is noticed more than a minute late does not count. */
    SKIP,

    /** However many they are, one job stands for all of them. */
    ONCE,

    /** Each gets its job, the latest ones up to {@link Schedule#misfireLimit}. */
    ALL
}
