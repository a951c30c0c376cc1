package io.litestack.core.spi.outbox;

import java.time.Instant;

/**
 * A row that reached the target and could not be applied. Immutable.
 *
 * @param id its number in the target, by which it is retried or discarded
 * @param row what was to be applied
 * @param reason why that failed when it was tried last
 * @param failedAt when that was, by the target's clock
 */
public record DeadLetterRow(long id, OutboxMessage row, String reason, Instant failedAt) {}
