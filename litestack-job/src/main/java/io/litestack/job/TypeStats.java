package io.litestack.job;

/**
 * What these workers did with the jobs of one type. Immutable.
 *
 * @param done attempts that succeeded
 * @param failed attempts that failed, whatever came of it
 * @param waited how long jobs waited from being due to their start
 * @param ran how long handlers ran
 */
public record TypeStats(long done, long failed, DurationStats waited, DurationStats ran) {}
