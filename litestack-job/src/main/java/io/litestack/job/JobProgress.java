package io.litestack.job;

/**
 * How far a job is, as its handler reported it. Immutable.
 *
 * @param done how much is done
 * @param total of how much, or 0 if that is not known
 * @param message what is being done
 */
public record JobProgress(long done, long total, String message) {}
