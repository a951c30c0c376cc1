package io.litestack.job;

/**
 * A job that waits and that today's program could not run; {@link JobAdmin#check} finds them. Immutable.
 *
 * @param id its id
 * @param type the name under which it is stored
 * @param queue its queue
 * @param reason what does not fit
 */
public record UnfitJob(long id, String type, String queue, String reason) {}
