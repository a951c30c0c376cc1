package io.litestack.job;

/**
 * What these workers did with the jobs of one type. Immutable.
 *
 * @param done attempts that succeeded
 * @param failed attempts that failed, whatever came of it
 * @param wait how long jobs waited from being due to their start
 * @param run how long handlers ran
 */
public record TypeStats(long done, long failed, Spread wait, Spread run) {}
