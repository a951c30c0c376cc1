package io.litestack.cable.internal.publish;

import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.dispatch.LogDispatcher;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.core.LitestackException;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.TransactionInternals;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Publishes: one by one, many together, as a part of a transaction, or without a caller that waits. Thread-safe. */
public final class Publisher {
    private final CableResources resources;
    private final LogDispatcher dispatcher;
    private final PublishListener listener;
    private final AsyncPublisher async;

    public Publisher(CableResources resources, LogDispatcher dispatcher, PublishListener listener) {
        this.resources = resources;
        this.dispatcher = dispatcher;
        this.listener = listener;
        this.async = new AsyncPublisher(resources, this::command);
    }

    private PublishCommand command(List<LogMessage> messages) {
        return new PublishCommand(resources.log().writer(), dispatcher, listener, messages);
    }

    /** Publishes messages in one transaction, behind what this thread has published before, and returns when they are stored. */
    public void publish(List<LogMessage> messages) {
        // a thread of the store's own, and one in a transaction, cannot wait for others
        boolean mayWait = resources.commands().mayWait();
        if (mayWait && async.isAnyWaiting()) {
            await(async.publish(messages));
            return;
        }
        boolean isInTransaction = resources.commands().isInTransaction();
        resources.commands().execute(command(messages), Ack.DURABLE);
        if (!isInTransaction) {
            long last = messages.get(messages.size() - 1).id();
            resources.log().range().ensureDurable(last);
        }
    }

    private static void await(CompletableFuture<Long> stored) {
        try {
            stored.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LitestackException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Publishes messages as a part of a transaction of the log's own file. */
    public void publish(TransactionInternals transaction, List<LogMessage> messages) {
        transaction.run(command(messages));
    }

    /** Has a message published soon, together with others; inside a transaction of the file, as a part of that. */
    public CompletableFuture<Long> publishAsync(LogMessage message) {
        return resources.commands().isInTransaction()
                ? publishWithTransaction(message)
                : async.publish(List.of(message));
    }

    private CompletableFuture<Long> publishWithTransaction(LogMessage message) {
        CompletableFuture<Long> future = new CompletableFuture<>();
        resources.store().useWrite(transaction -> {
            publish(TransactionInternals.of(transaction), List.of(message));
            transaction.afterCommit(() -> future.complete(message.id()));
            transaction.afterRollback(() -> future.completeExceptionally(new IllegalStateException(
                    "the transaction in which the message was published was rolled back, so it was not stored")));
        });
        return future;
    }

    /** Waits until everything that was published asynchronously is decided, at most for the close timeout of the store. */
    public void drain() {
        async.drain();
    }
}
