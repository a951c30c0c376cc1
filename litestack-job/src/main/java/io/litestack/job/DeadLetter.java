package io.litestack.job;

import java.time.Instant;

/**
 * A job that was enqueued in a transaction of another file, arrived, and could not be put into the queue, for instance because
 * a newer release has written it. Immutable.
 *
 * @param id its number, by which it is retried or deleted
 * @param key names the file that it came from, and its place there
 * @param reason why it could not be put into the queue when that was tried last
 * @param failedAt when that was
 * @param content what arrived: the job with its payload, in the form in which it travels
 */
public record DeadLetter(long id, String key, String reason, Instant failedAt, Payload content) {}
