package io.litestack.cable;

import io.litestack.cable.internal.SqliteCable;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages on channels, and gives them to who has subscribed to these, in every process that has the cable open. A
 * message is kept for a while: who comes back with a position gets what was published since, or is told that some of it is gone.
 *
 * <pre>{@code
 * cable.subscribe("todo.42", Todo.class, (todo, message) -> show(todo));
 * cable.publish("todo.42", new Todo("milk", true));
 * db.useWrite(tx -> {
 *     tx.execute("update todo set done = 1 where id = 42");
 *     cable.publish(tx, "todo.42", new Todo("milk", true)); // if and only if it is committed
 * });
 * }</pre>
 *
 * <p>A channel is there when somebody names it: 1 to 255 bytes of UTF-8 without control characters. A payload is a {@code
 * String}, which goes as it is, a {@code byte[]}, which does too, or any other object, which the cable's codec writes as JSON.
 *
 * <p>Thread-safe. A call that publishes and returns an id waits for the only writer of the file, at most for the wait timeout of
 * the store, and for the flush that the level of the store asks for; it does not wait for subscribers.
 */
public interface Cable extends AutoCloseable {
    /**
     * Opens a cable; its file and tables are made if they do not exist.
     *
     * @param config the settings
     * @return the open cable
     * @throws io.litestack.core.ConfigException if the file is open in this process with other settings
     * @throws io.litestack.core.StoreException if the file cannot be opened, or was written by a newer release
     */
    static Cable open(CableConfig config) {
        return SqliteCable.open(config);
    }

    /**
     * Publishes a message. On a thread that is inside a {@code write} of the cable's own file it becomes part of that
     * transaction.
     *
     * @param channel where
     * @param payload what it holds: a text, bytes, or an object for the codec
     * @return its id; the message is stored as durably as the store's level says, or with the transaction
     * @throws IllegalArgumentException if the channel is out of its bounds, or the payload is larger than allowed
     * @throws io.litestack.core.CodecException if the payload cannot be written
     * @throws io.litestack.core.StoreBusyException if the store was busy for its wait timeout; nothing was published
     * @throws io.litestack.core.StorageFullException if there is no room; nothing was published
     * @throws io.litestack.core.OutcomeUnknownException if the disk failed at the very moment
     * @throws io.litestack.core.ClosedException if the cable is closed
     */
    long publish(String channel, Object payload);

    /**
     * Publishes a message as part of a transaction: it is delivered if and only if that is committed, and never before.
     *
     * @param transaction an open transaction of any store. If it is another file than the cable's the message goes through an
     *     outbox in that file: it is in the cable when {@code write} returns, or soon after, and after a crash once a process
     *     has both files open again (see {@link #attach}). Messages of one file are published in the order of its commits.
     * @param channel where
     * @param payload what it holds, as for {@link #publish(String, Object)}
     * @return its id, void if the transaction is rolled back; empty if the transaction is of another file than the cable's
     * @throws IllegalArgumentException as for {@link #publish(String, Object)}
     * @throws IllegalStateException if the transaction's file feeds a copy of the cable's file that is open in this process too
     */
    OptionalLong publish(Transaction transaction, String channel, Object payload);

    /**
     * Publishes a message without waiting for it; many of them are stored together, in the order of the calls of each thread.
     * While too many wait already it blocks, at most for the store's wait timeout. On a thread that is inside a {@code write} of
     * the cable's own file the message becomes part of that transaction, and the future completes after its commit.
     *
     * @param channel where
     * @param payload what it holds, as for {@link #publish(String, Object)}
     * @return completes with its id once it is stored, or with what {@link #publish(String, Object)} would have thrown; on a
     *     background thread of the store, so what is attached to it must be quick
     * @throws IllegalArgumentException as for {@link #publish(String, Object)}
     * @throws io.litestack.core.StoreBusyException if no room became free for the wait timeout; it was not published
     */
    CompletableFuture<Long> publishAsync(String channel, Object payload);

    /**
     * Publishes many messages together: all or none, one right after the other.
     *
     * @param messages at most 10,000
     * @return their ids, in the order of the messages
     * @throws IllegalArgumentException if there are more than 10,000, or one is out of its bounds; nothing was published
     * @throws io.litestack.core.StoreException as {@link #publish(String, Object)}
     */
    List<Long> publishAll(Collection<Publication> messages);

    /**
     * Takes over messages from another file that were published in its transactions, those that a crash has left there too; from
     * now on, until either is closed. Publishing in such a transaction does so by itself. Attaching twice does nothing.
     *
     * @param source a store in another file than the cable's
     * @return this
     * @throws IllegalArgumentException if it is the cable's own file
     * @throws IllegalStateException if it feeds a copy of the cable's file that is open in this process too
     * @throws io.litestack.core.ClosedException if the cable or the source is closed
     */
    Cable attach(Store source);

    /**
     * Subscribes to one channel, from now on: each message that is committed after this call returns is delivered, and none that
     * was committed before it began.
     *
     * @param channel the channel
     * @param handler gets the messages
     * @return the open subscription
     * @throws IllegalArgumentException if the channel is out of its bounds
     * @throws io.litestack.core.StoreException if the store cannot be read
     * @throws io.litestack.core.ClosedException if the cable is closed
     */
    default Subscription subscribe(String channel, MessageHandler handler) {
        return subscribe(Channels.of(channel), SubscribeOptions.standard(), handler);
    }

    /**
     * Subscribes to one channel, as {@link #subscribe(String, MessageHandler)}, with messages of one kind.
     *
     * @param channel the channel
     * @param type what the messages hold, as for {@link Message#as}
     * @param handler gets the messages
     * @param <T> what the messages hold
     * @return the open subscription
     * @throws IllegalArgumentException if the channel is out of its bounds
     * @throws io.litestack.core.StoreException if the store cannot be read
     * @throws io.litestack.core.ClosedException if the cable is closed
     */
    default <T> Subscription subscribe(String channel, Class<T> type, PayloadHandler<? super T> handler) {
        return subscribe(Channels.of(channel), SubscribeOptions.standard(), type, handler);
    }

    /**
     * Subscribes to channels. The handler gets one stream: the messages of all of them, each once, in the order of their ids.
     *
     * @param channels which ones
     * @param options where it begins, and what becomes of it if the handler is slow
     * @param handler gets the messages, and hears when the subscription is live, has missed something, or has ended
     * @return the open subscription; what was published since its beginning is replayed in the background
     * @throws IllegalArgumentException if the name of a channel, together with the prefix, is too long
     * @throws io.litestack.core.StoreException if the store cannot be read
     * @throws io.litestack.core.ClosedException if the cable is closed
     */
    Subscription subscribe(Channels channels, SubscribeOptions options, MessageHandler handler);

    /**
     * Subscribes to channels with messages of one kind, as {@link #subscribe(Channels, SubscribeOptions, MessageHandler)}.
     *
     * @param channels which ones
     * @param options where it begins, and what becomes of it if the handler is slow
     * @param type what the messages hold, as for {@link Message#as}
     * @param handler gets the messages
     * @param <T> what the messages hold
     * @return the open subscription
     * @throws IllegalArgumentException if the name of a channel, together with the prefix, is too long
     * @throws io.litestack.core.StoreException if the store cannot be read
     * @throws io.litestack.core.ClosedException if the cable is closed
     */
    <T> Subscription subscribe(
            Channels channels, SubscribeOptions options, Class<T> type, PayloadHandler<? super T> handler);

    /**
     * Starts this process's part of a named consumer, which goes on where it has stopped, here or in another process. If there
     * is none of that name it begins now, or with the oldest message if its options say so.
     *
     * @param options its name, what it gets, and what happens when its handler fails
     * @param handler gets the messages, while this process is the active one
     * @return the consumer; it may be a while until it is active
     * @throws io.litestack.core.StoreException as {@link #publish(String, Object)}
     * @throws io.litestack.core.ClosedException if the cable is closed
     */
    DurableConsumer consume(ConsumerOptions options, MessageHandler handler);

    /**
     * Starts this process's part of a named consumer of messages of one kind, as {@link #consume(ConsumerOptions,
     * MessageHandler)}.
     *
     * @param options its name, what it gets, and what happens when its handler fails
     * @param type what the messages hold, as for {@link Message#as}; what is something else counts as a failure
     * @param handler gets the messages, while this process is the active one
     * @param <T> what the messages hold
     * @return the consumer; it may be a while until it is active
     * @throws io.litestack.core.StoreException as {@link #publish(String, Object)}
     * @throws io.litestack.core.ClosedException if the cable is closed
     */
    <T> DurableConsumer consume(ConsumerOptions options, Class<T> type, PayloadHandler<? super T> handler);

    /**
     * Lists the named consumers, those that run nowhere among them.
     *
     * @return how each stands, by name; a list of the caller's own
     * @throws io.litestack.core.StoreException if the store cannot be read
     */
    List<ConsumerInfo> consumers();

    /**
     * Lets a consumer go on that has stopped, with the message at which it has.
     *
     * @param name the consumer's name
     * @return whether there is such a consumer and it had stopped
     * @throws io.litestack.core.StoreException as {@link #publish(String, Object)}
     */
    boolean resumeConsumer(String name);

    /**
     * Forgets a consumer and its position, so that messages are no longer kept for it. Where it is active it ends; those of this
     * name in this process are closed, those in others wait for one of that name to be made anew.
     *
     * @param name the consumer's name
     * @return whether there was such a consumer
     * @throws io.litestack.core.StoreException as {@link #publish(String, Object)}
     */
    boolean deleteConsumer(String name);

    /**
     * Returns who knows who is in which channel.
     *
     * @return always the same object
     */
    Presence presence();

    /**
     * Returns where the log stands: after the last message that is committed.
     *
     * @return the position; inside a transaction of the cable's own file, as that transaction sees it
     * @throws io.litestack.core.StoreException if the store cannot be read
     */
    Position position();

    /**
     * Reads a state, such as a page, together with the position to subscribe from for its changes: whatever the state does not
     * have, and is published with its change, comes after the position. Something that the state has already may come once more.
     *
     * @param store the store of the state: the cable's own file, or another whose transactions publish here
     * @param work reads the state
     * @param <T> the type of its value
     * @param <X> the exception it may throw
     * @return the value of {@code work}
     * @throws X if {@code work} does
     * @throws IllegalStateException if the thread is inside a read or write of any store and {@code store} is not the cable's
     *     own file: its view began before the position can be read
     * @throws io.litestack.core.StoreException if a store cannot be read
     */
    <T extends @Nullable Object, X extends Exception> T snapshot(Store store, SnapshotWork<T, X> work) throws X;

    /**
     * Returns what was done in this process since the cable was opened. It reads no file.
     *
     * @return the figures at this moment
     */
    CableStats stats();

    /**
     * Returns the settings.
     *
     * @return what it was opened with
     */
    CableConfig config();

    /**
     * Ends all subscriptions, stores what was published asynchronously, and closes the file. It waits for handlers that are at
     * work, at most for {@link CableConfig.Builder#drainTimeout}; what they have not got stays in the log. Closing twice does nothing.
     *
     * @throws IllegalStateException if called inside a read or write of any store, or by a handler, for which it would wait;
     *     nothing is closed then
     */
    @Override
    void close();
}
