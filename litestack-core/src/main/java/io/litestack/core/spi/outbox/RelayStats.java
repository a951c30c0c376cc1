package io.litestack.core.spi.outbox;

/**
 * What a relay has done since it was opened in this process. Immutable.
 *
 * @param sources files that it forwards from now
 * @param applied rows applied
 * @param deadLetters dead letters
 * @param known rows that were found to be in the target already: another process had forwarded them, or a crash came before
 *     they could be deleted
 * @param postponed writes that returned before their rows were forwarded, because the thread held another transaction,
 *     the target was not to be had in time, or failed; the relay's loop forwards them
 */
public record RelayStats(int sources, long applied, long deadLetters, long known, long postponed) {}
