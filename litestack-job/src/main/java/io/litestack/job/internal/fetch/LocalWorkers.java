package io.litestack.job.internal.fetch;

import io.litestack.job.internal.lease.CompletionQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of workers of this process as the enqueueing side sees it. Thread-safe.
 *
 * @param queues where a new job may be handed to
 * @param completions what may be written along with it
 */
public record LocalWorkers(List<LocalQueue> queues, CompletionQueue completions) {
    /** The queue of that name; null if these workers do not work on it. */
    public @Nullable LocalQueue queue(String name) {
        for (LocalQueue queue : queues) {
            if (queue.config().name().equals(name)) {
                return queue;
            }
        }
        return null;
    }
}
