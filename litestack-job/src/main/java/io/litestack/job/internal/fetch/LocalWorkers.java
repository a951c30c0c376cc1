package io.litestack.job.internal.fetch;

import io.litestack.job.internal.base.Batcher;
import io.litestack.job.internal.lease.Completion;
import io.litestack.job.internal.lease.CompletionQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of workers of this process as the enqueueing side sees it: where a new job may be handed to, and what may be written
 * along with it. Thread-safe.
 */
public final class LocalWorkers {
    private final List<LocalQueue> queues;
    private final CompletionQueue completions;

    public LocalWorkers(List<LocalQueue> queues, CompletionQueue completions) {
        this.queues = List.copyOf(queues);
        this.completions = completions;
    }

    /** The queue of that name; null if these workers do not work on it. */
    public @Nullable LocalQueue queue(String name) {
        for (LocalQueue queue : queues) {
            if (queue.config().name().equals(name)) {
                return queue;
            }
        }
        return null;
    }

    /** Completions that wait to be written. */
    public Batcher<Completion>.Batch completions() {
        return completions.batch();
    }
}
