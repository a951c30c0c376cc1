package io.litestack.job.internal.base;

import io.litestack.job.WorkerConfig;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one set of workers stand on. It knows none of them.
 *
 * @param resources of the queue
 * @param config the settings of the workers
 * @param state their phase and their row
 * @param loops the threads that look after them
 * @param ready whether jobs may be ready
 * @param controls what the table says of their queues
 */
public record WorkerContext(
        QueueResources resources,
        WorkerConfig config,
        WorkerState state,
        WorkerLoops loops,
        ReadySignal ready,
        QueueControls controls) {
    /** Starts with a state that is new, and loops without tasks. */
    public static WorkerContext of(QueueResources resources, WorkerConfig config) {
        return new WorkerContext(
                resources,
                config,
                new WorkerState(),
                new WorkerLoops(resources),
                new ReadySignal(),
                new QueueControls());
    }

    /** Whether done jobs stay in the table. */
    public boolean keepsDone() {
        return !config.keepDone().isZero();
    }

    /** Reports a failure, and has the table looked at again in a while. */
    public void reportFailure(String what, @Nullable Throwable cause) {
        resources
                .listener()
                .onInternalFailure(what, cause == null ? new IllegalStateException("nothing was returned") : cause);
        retryLater();
    }

    /** Has the table looked at again in a while. */
    public void retryLater() {
        ready.retryLater();
        loops.wakePollers();
    }
}
