package io.litestack.job.internal.lease;

import io.litestack.core.spi.outbox.Inbox;
import io.litestack.core.spi.outbox.Run;

/**
 * Effects of an attempt that are stored in another file than the queue's.
 *
 * @param inbox of that file
 * @param run under which its row is found there
 */
public record StoredEffects(Inbox inbox, Run run) {}
