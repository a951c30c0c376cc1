package io.litestack.cable.internal;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.CableStats;
import io.litestack.cable.Channels;
import io.litestack.cable.ConsumerInfo;
import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.DurableConsumer;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.PayloadHandler;
import io.litestack.cable.Position;
import io.litestack.cable.Presence;
import io.litestack.cable.Publication;
import io.litestack.cable.SnapshotWork;
import io.litestack.cable.SubscribeOptions;
import io.litestack.cable.Subscription;
import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.base.Payloads;
import io.litestack.cable.internal.consume.Consumers;
import io.litestack.cable.internal.dispatch.LogDispatcher;
import io.litestack.cable.internal.lease.InstanceRegistry;
import io.litestack.cable.internal.log.ChannelFilter;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.cable.internal.log.LogReader;
import io.litestack.cable.internal.presence.LocalPresence;
import io.litestack.cable.internal.publish.CableRelay;
import io.litestack.cable.internal.publish.Publisher;
import io.litestack.cable.internal.report.Counters;
import io.litestack.cable.internal.retain.Trimmer;
import io.litestack.cable.internal.subscribe.Subscribers;
import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The cable as users see it, and its life: each of its parts does the work. Thread-safe. */
public final class SqliteCable implements Cable {
    private static final Schema SCHEMA = Schema.load(
            "cable", name -> SqliteCable.class.getResourceAsStream(name), "V001__cable.sql", "V002__ids.sql");
    private static final int MOST_AT_ONCE = 10_000;

    private final CableResources resources;
    private final Payloads payloads;
    private final LogDispatcher dispatcher;
    private final Subscribers subscribers;
    private final Publisher publisher;
    private final CableRelay relay;
    private final InstanceRegistry registry;
    private final Consumers consumers;
    private final LocalPresence presence;
    private final Trimmer trimmer;
    private final Object closeLock = new Object();

    /** Nothing new begins. */
    private volatile boolean isClosing;

    /** Handlers that are at work may publish until they have ended. */
    private volatile boolean isClosed;

    private SqliteCable(CableResources resources) {
        this.resources = resources;
        this.payloads = new Payloads(resources.config());
        this.dispatcher = LogDispatcher.of(resources.store(), resources.log());
        this.trimmer = new Trimmer(resources);
        this.publisher = new Publisher(resources, dispatcher, this::published);
        this.relay = new CableRelay(resources, publisher);
        this.subscribers = new Subscribers(resources, dispatcher);
        this.registry = new InstanceRegistry(resources);
        this.consumers = new Consumers(resources, registry, this::subscribe);
        this.presence = new LocalPresence(resources, registry, this::committed, subscribers::subscribeHidden);
    }

    /** Events of presence, which users have not published. */
    private void committed(List<LogMessage> messages) {
        trimmer.start();
        dispatcher.committed(messages);
    }

    private void published(int messages, long bytes) {
        resources.counters().published.add(messages);
        // whichever way they came: also who only publishes has to delete what is old
        trimmer.start();
        trimmer.published(bytes);
    }

    /**
     * Opens the store and brings its tables up to date.
     *
     * @param config the settings
     * @return the open cable
     */
    public static SqliteCable open(CableConfig config) {
        Store store = Store.open(config.store());
        try {
            StoreInternals.of(store).install(SCHEMA);
            return new SqliteCable(new CableResources(config, store));
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    // Publishing.

    @Override
    public long publish(String channel, Object payload) {
        refuseIf(isClosed);
        LogMessage message = payloads.message(channel, payload);
        publisher.publish(List.of(message));
        return message.id();
    }

    @Override
    public OptionalLong publish(Transaction transaction, String channel, Object payload) {
        refuseIf(isClosed);
        TransactionInternals internals = TransactionInternals.of(transaction);
        LogMessage message = payloads.message(channel, payload);
        if (!resources.isSameFile(internals.store())) {
            relay.send(transaction, message);
            return OptionalLong.empty();
        }
        publisher.publish(internals, List.of(message));
        return OptionalLong.of(message.id());
    }

    @Override
    public CompletableFuture<Long> publishAsync(String channel, Object payload) {
        refuseIf(isClosed);
        return publisher.publishAsync(payloads.message(channel, payload));
    }

    @Override
    public List<Long> publishAll(Collection<Publication> messages) {
        refuseIf(isClosed);
        if (messages.size() > MOST_AT_ONCE) {
            throw new IllegalArgumentException(
                    "at most " + MOST_AT_ONCE + " messages can be published together, but these are " + messages.size()
                            + "; publish them in several calls");
        }
        List<LogMessage> checked = new ArrayList<>(messages.size());
        for (Publication each : messages) {
            checked.add(payloads.message(each.channel(), each.payload()));
        }
        if (!checked.isEmpty()) {
            publisher.publish(checked);
        }
        return checked.stream().map(LogMessage::id).toList();
    }

    @Override
    public Cable attach(Store source) {
        refuseIf(isClosing);
        relay.attach(source);
        return this;
    }

    // Subscribing.

    /** For a consumer. */
    private Subscription subscribe(ConsumerOptions options, long position, MessageHandler handler) {
        SubscribeOptions from = SubscribeOptions.from(resources.position(position));
        return subscribers.subscribe(options.channels(), from, handler);
    }

    @Override
    public Subscription subscribe(Channels channels, SubscribeOptions options, MessageHandler handler) {
        refuseIf(isClosing);
        trimmer.start();
        return subscribers.subscribe(channels, options, handler);
    }

    @Override
    public <T> Subscription subscribe(
            Channels channels, SubscribeOptions options, Class<T> type, PayloadHandler<? super T> handler) {
        resources.config().codec().prepare(type);
        return subscribe(channels, options, handler.reading(type));
    }

    @Override
    public DurableConsumer consume(ConsumerOptions options, MessageHandler handler) {
        refuseIf(isClosing);
        // a name that is too long with the prefix is refused here, and not later
        ChannelFilter.of(resources.config().channelPrefix(), options.channels());
        trimmer.start();
        return consumers.consume(options, handler);
    }

    @Override
    public <T> DurableConsumer consume(ConsumerOptions options, Class<T> type, PayloadHandler<? super T> handler) {
        resources.config().codec().prepare(type);
        return consume(options, handler.reading(type));
    }

    @Override
    public List<ConsumerInfo> consumers() {
        refuseIf(isClosed);
        return consumers.list();
    }

    @Override
    public boolean resumeConsumer(String name) {
        refuseIf(isClosed);
        return consumers.resume(name);
    }

    @Override
    public boolean deleteConsumer(String name) {
        refuseIf(isClosed);
        return consumers.delete(name);
    }

    @Override
    public Presence presence() {
        refuseIf(isClosed);
        return presence;
    }

    @Override
    public Position position() {
        refuseIf(isClosed);
        long head = resources.log().reader().head();
        if (!StoreInternals.isThreadInside()) {
            // others may have committed it, and not yet seen to it that its number is not given again
            resources.log().range().ensureDurable(head);
        }
        return resources.position(head);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T snapshot(Store store, SnapshotWork<T, X> work) throws X {
        refuseIf(isClosed);
        if (resources.isSameFile(StoreInternals.of(store))) {
            return store.<T, X>read(tx -> work.run(tx, resources.position(LogReader.head(tx))));
        }
        if (StoreInternals.isThreadInside()) {
            throw new IllegalStateException("a snapshot of " + store.config().path()
                    + " cannot be taken inside a read or write, whose view began before the position of the cable can be"
                    + " read; take it outside");
        }
        // before the view begins: what is published later comes after it, also if its cause is in the view already
        Position position = position();
        return store.<T, X>read(tx -> work.run(tx, position));
    }

    // Its life.

    @Override
    public CableStats stats() {
        Counters counters = resources.counters();
        return new CableStats(
                counters.published.sum(),
                counters.delivered.sum(),
                counters.failed.sum(),
                counters.gaps.sum(),
                counters.overflows.sum(),
                counters.rereads.sum(),
                counters.trimmed.sum(),
                subscribers.counts(),
                subscribers.size(),
                counters.latency(),
                trimmer.size().messages(),
                trimmer.size().bytes());
    }

    @Override
    public CableConfig config() {
        return resources.config();
    }

    /** Refuses a close from within, which would wait for itself; once it is closed there is nothing to wait for. */
    void refuseCloseInside() {
        if (isClosed) {
            return;
        }
        resources.internals().refuseCloseInside();
        if (StoreInternals.isThreadInside()) {
            throw new IllegalStateException(this
                    + " cannot be closed from inside a read or write of a store, which its handlers may be waiting for; close"
                    + " it after that");
        }
        if (subscribers.isHandlerHere()) {
            throw new IllegalStateException(
                    this + " cannot be closed by a handler, for whose end it would wait; close it on another thread");
        }
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        refuseCloseInside();
        synchronized (closeLock) {
            if (isClosed) {
                return;
            }
            isClosing = true;
            consumers.close();
            subscribers.close();
            isClosed = true;
            registry.close();
            trimmer.close();
            publisher.drain();
            relay.close();
            resources.store().close();
        }
    }

    private void refuseIf(boolean isTooLate) {
        if (isTooLate) {
            throw new ClosedException(this + " is closed", null);
        }
    }

    @Override
    public String toString() {
        return "Cable[" + resources.store().config().path() + "]";
    }
}
