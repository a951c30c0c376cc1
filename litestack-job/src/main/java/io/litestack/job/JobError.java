package io.litestack.job;

import java.time.Instant;

/**
 * How one attempt failed. Immutable.
 *
 * @param attempt which attempt, as {@link JobContext#attempt} counted it
 * @param at when, by the wall clock of its process
 * @param type the exception's class, or a word such as {@code worker died}
 * @param message what it said, cut off after 2,000 characters
 * @param stack its stack trace, cut off after 8,000 characters; empty if there is none
 */
public record JobError(int attempt, Instant at, String type, String message, String stack) {}
