package io.litestack.job.internal.enqueue;

import io.litestack.core.LitestackException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.Enqueued;
import io.litestack.job.internal.base.Batcher;
import io.litestack.job.internal.base.QueueResources;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Stores jobs whose callers do not wait, many in one batch. At most as many wait as the command queue holds. Thread-safe. */
final class AsyncEnqueuer {
    /** How many more jobs may wait to be stored. */
    private static final class Capacity extends Semaphore {
        private static final long serialVersionUID = 1L;

        Capacity(int permits) {
            super(permits);
        }

        void overdraw() {
            reducePermits(1);
        }
    }

    private final QueueResources resources;
    private final Handoff handoff;
    private final Batcher<NewJob> batcher;
    private final Capacity capacity;
    private final int mostWaiting;

    AsyncEnqueuer(QueueResources resources, Handoff handoff) {
        this.resources = resources;
        this.handoff = handoff;
        this.batcher = new Batcher<>(resources, Ack.DURABLE, new Writer());
        this.mostWaiting = resources.store().config().commandQueueCapacity();
        this.capacity = new Capacity(mostWaiting);
    }

    CompletableFuture<Enqueued> enqueue(NewJob job) {
        CompletableFuture<Enqueued> future = new CompletableFuture<>();
        acquire();
        job.completes(future);
        batcher.add(job);
        return future;
    }

    private void acquire() {
        if (capacity.tryAcquire()) {
            return;
        }
        if (!resources.commands().mayWait()) {
            // a thread that must not wait overdraws; others wait until that is made up for
            capacity.overdraw();
            return;
        }
        long waitMs = resources.store().config().waitTimeout().toMillis();
        try {
            if (!capacity.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
                throw new StoreBusyException(
                        "timed out after " + waitMs + " ms: " + mostWaiting + " jobs wait to be stored in "
                                + resources.store().config().path() + "; this one was not. Enqueue more slowly, or"
                                + " raise commandQueueCapacity",
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreInterruptedException(
                    "interrupted while " + mostWaiting + " jobs waited to be stored; this one was not stored", e);
        }
    }

    /** Waits until everything is decided, at most for the close timeout of the store. */
    void drain() {
        try {
            long patience = resources.store().config().closeTimeout().toNanos();
            if (capacity.tryAcquire(mostWaiting, patience, TimeUnit.NANOSECONDS)) {
                capacity.release(mostWaiting);
            }
        } catch (InterruptedException e) {
            // the close of the store waits for them as well
            Thread.currentThread().interrupt();
        }
    }

    /** How batches of them are written. */
    private final class Writer implements Batcher.Writer<NewJob> {
        /** Not earlier: while they wait the slots would be of no use. */
        @Override
        public void taken(List<NewJob> items) {
            handoff.reserve(items);
        }

        @Override
        public void run(Statements statements, List<NewJob> items) throws SQLException {
            NewJobWriter.run(statements, resources, items);
        }

        @Override
        public void stored(List<NewJob> items) {
            capacity.release(items.size());
            handoff.stored(items);
        }

        @Override
        public void failed(List<NewJob> items, LitestackException cause) {
            capacity.release(items.size());
            Handoff.failed(items, cause);
        }
    }
}
