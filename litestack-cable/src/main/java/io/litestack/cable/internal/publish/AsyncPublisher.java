package io.litestack.cable.internal.publish;

import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages whose callers do not wait: a batch of them is one command, which takes what has come by the time it is its
 * turn. One command waits at a time, and commands run one after the other, so messages are stored in the order in which they came.
 * They may be 64 MiB together; then callers wait. Thread-safe.
 */
final class AsyncPublisher {
    private static final int LARGEST_BATCH = 512;
    private static final int LARGEST_BATCH_BYTES = 1 << 20;

    /** In kilobytes; each message counts at least one. */
    private static final int CAPACITY = 64 << 10;

    /** Messages on their way that belong together; the future completes with the id of the last. */
    private record Waiting(List<LogMessage> messages, int sizeBytes, CompletableFuture<Long> future) {
        static Waiting of(List<LogMessage> messages) {
            int bytes = 0;
            for (LogMessage message : messages) {
                bytes += message.sizeBytes();
            }
            return new Waiting(messages, bytes, new CompletableFuture<>());
        }

        int kilobytes() {
            return Math.min(CAPACITY, messages.size() + (sizeBytes >> 10));
        }

        long lastId() {
            return messages.get(messages.size() - 1).id();
        }
    }

    /** Places for kilobytes; a thread that must not wait takes such that are not there, and others wait until they are back. */
    private static final class Capacity extends Semaphore {
        private static final long serialVersionUID = 1L;

        Capacity(int permits) {
            super(permits);
        }

        void overdraw(int permits) {
            reducePermits(permits);
        }
    }

    private final CableResources resources;
    private final Function<List<LogMessage>, PublishCommand> commands;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final Capacity capacity = new Capacity(CAPACITY);
    private final AtomicBoolean isSubmitted = new AtomicBoolean();

    AsyncPublisher(CableResources resources, Function<List<LogMessage>, PublishCommand> commands) {
        this.resources = resources;
        this.commands = commands;
    }

    /** Whether messages wait that no command has taken yet: what is published behind them goes the same way. */
    boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    /** Has messages stored, all or none, one right after the other. */
    CompletableFuture<Long> publish(List<LogMessage> messages) {
        Waiting added = Waiting.of(messages);
        acquire(added.kilobytes());
        waiting.add(added);
        submit();
        return added.future;
    }

    private void acquire(int permits) {
        if (capacity.tryAcquire(permits)) {
            return;
        } else if (!resources.commands().mayWait()) {
            capacity.overdraw(permits);
            return;
        }
        long waitMs = resources.store().config().waitTimeout().toMillis();
        try {
            if (!capacity.tryAcquire(permits, waitMs, TimeUnit.MILLISECONDS)) {
                throw new StoreBusyException(
                        "timed out after " + waitMs + " ms: " + (CAPACITY >> 10)
                                + " MiB of messages wait to be stored in "
                                + resources.store().config().path()
                                + "; nothing was published. Publish more slowly",
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreInterruptedException(
                    "interrupted while messages waited to be stored; this one was not published", e);
        }
    }

    /** Has what waits stored, unless somebody does so already. */
    private void submit() {
        if (waiting.isEmpty() || !isSubmitted.compareAndSet(false, true)) {
            return;
        }
        Batch batch = new Batch();
        CompletableFuture<Boolean> stored;
        try {
            stored = resources.commands().submit(batch, Ack.DURABLE);
        } catch (RuntimeException | Error e) {
            // also when there was no memory for it: nobody must wait for ever
            ended(batch, e);
            return;
        }
        var unused = stored.whenComplete((nothing, failure) -> ended(batch, failure));
    }

    private void ended(Batch batch, @Nullable Throwable failure) {
        List<Waiting> taken = batch.takenOrOldest();
        submit();
        for (Waiting each : taken) {
            capacity.release(each.kilobytes());
        }
        if (failure == null) {
            stored(taken);
        } else {
            LitestackException cause = failure instanceof LitestackException e
                    ? e
                    : new OutcomeUnknownException("messages could not be published", failure);
            taken.forEach(it -> it.future.completeExceptionally(cause));
        }
    }

    private void stored(List<Waiting> taken) {
        if (taken.isEmpty()) {
            return;
        }
        LitestackException failure = null;
        try {
            resources.log().range().ensureDurable(taken.get(taken.size() - 1).lastId());
        } catch (LitestackException e) {
            failure = e;
        }
        for (Waiting each : taken) {
            if (failure == null) {
                each.future.complete(each.lastId());
            } else {
                each.future.completeExceptionally(failure);
            }
        }
    }

    /** Waits until everything is decided, at most for the close timeout of the store. */
    void drain() {
        try {
            long patience = resources.store().config().closeTimeout().toNanos();
            if (capacity.tryAcquire(CAPACITY, patience, TimeUnit.NANOSECONDS)) {
                capacity.release(CAPACITY);
            }
        } catch (InterruptedException e) {
            // the close of the store waits for them as well
            Thread.currentThread().interrupt();
        }
    }

    /** Some of what waits: taken when it is run for the first time, and the same when it is run again. */
    private final class Batch implements Command<Boolean> {
        private @Nullable List<Waiting> taken;
        private @Nullable PublishCommand command;

        @Override
        public Boolean run(Statements statements) throws SQLException {
            PublishCommand mine = command;
            if (mine == null) {
                List<LogMessage> messages = new ArrayList<>();
                take().forEach(it -> messages.addAll(it.messages));
                mine = commands.apply(messages);
                command = mine;
            }
            return mine.isEmpty() || mine.run(statements);
        }

        @Override
        public @Nullable Runnable event() {
            return command;
        }

        @Override
        public int sizeBytes() {
            return LARGEST_BATCH * 100;
        }

        /** If it was never run, the oldest have failed in its place. */
        List<Waiting> takenOrOldest() {
            return taken == null ? take() : taken;
        }

        private List<Waiting> take() {
            // whatever is added from here on is submitted with another batch
            isSubmitted.set(false);
            List<Waiting> mine = new ArrayList<>();
            int bytes = 0;
            while (mine.size() < LARGEST_BATCH && bytes < LARGEST_BATCH_BYTES) {
                Waiting next = waiting.poll();
                if (next == null) {
                    break;
                }
                mine.add(next);
                bytes += next.sizeBytes;
            }
            taken = mine;
            return mine;
        }
    }
}
