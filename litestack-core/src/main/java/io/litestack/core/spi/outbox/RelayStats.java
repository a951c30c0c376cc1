package io.litestack.core.spi.outbox;

/**
 * What a relay has done since it was opened in this process. Immutable.
 *
 * @param sources files that it carries from now
 * @param applied rows applied
 * @param parked rows parked
 * @param known rows that were found to be in the target already: another process had carried them, or a crash came before
 *     they could be deleted
 * @param postponed writes that returned before their rows were carried over, because the thread held another transaction,
 *     the target was not to be had in time, or failed; the relay's loop carries them
 */
public record RelayStats(int sources, long applied, long parked, long known, long postponed) {}
