package io.litestack.cable.internal.subscribe;

import io.litestack.cable.Channels;
import io.litestack.cable.CloseReason;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.SubscribeOptions;
import io.litestack.cable.Subscription;
import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.base.ShownMessage;
import io.litestack.cable.internal.dispatch.LogDispatcher;
import io.litestack.cable.internal.dispatch.Router;
import io.litestack.cable.internal.log.ChannelFilter;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.cable.internal.log.LogReader;
import io.litestack.cable.internal.name.ChannelNames;
import io.litestack.cable.internal.run.HandlerExecutor;
import io.litestack.cable.internal.run.HandlerThreads;
import io.litestack.cable.internal.run.Timer;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The subscriptions of one cable in this process. Thread-safe. */
public final class Subscribers implements Router {
    private static final int MOST_COUNTED = 1_000;

    private final CableResources resources;
    private final LogDispatcher dispatcher;
    private final String prefix;
    private final HandlerExecutor executor;
    private final Timer timer;
    private final SubscriberParts parts;

    /** Only with the dispatcher's lock held. */
    private final ChannelIndex<LogSubscription> index = new ChannelIndex<>();

    private final Set<LogSubscription> open = Collections.newSetFromMap(new ConcurrentHashMap<>());

    public Subscribers(CableResources resources, LogDispatcher dispatcher) {
        this.resources = resources;
        this.dispatcher = dispatcher;
        this.prefix = resources.config().channelPrefix();
        this.executor = HandlerThreads.create(resources);
        this.timer = new Timer(resources.internals(), resources::ticks);
        this.parts = new SubscriberParts(resources, dispatcher, executor, timer, this::remove);
        dispatcher.attach(this);
    }

    /** Subscribes to channels of users. */
    public Subscription subscribe(Channels channels, SubscribeOptions options, MessageHandler handler) {
        return subscribe(ChannelFilter.of(prefix, channels), options, handler);
    }

    /** Subscribes to a hidden channel, of which users see the one that it belongs to. */
    public Subscription subscribeHidden(String stored, Channels shown, long position, MessageHandler handler) {
        SubscribeOptions options = SubscribeOptions.from(resources.position(position));
        return subscribe(ChannelFilter.hidden(stored, shown), options, handler);
    }

    private Subscription subscribe(ChannelFilter filter, SubscribeOptions options, MessageHandler handler) {
        LogReader reader = resources.log().reader();
        // what a transaction has published may be rolled back, and its ids given to other messages
        long head = resources.commands().isInTransaction() ? reader.committedHead() : reader.head();
        StartPoint start = StartPoint.of(resources, options, head);
        LogSubscription subscription = new LogSubscription(parts, filter, options, handler, start);
        dispatcher.add(head, options.direct(), () -> {
            index.add(filter, subscription);
            open.add(subscription);
        });
        subscription.schedule();
        return subscription;
    }

    private void remove(LogSubscription subscription) {
        dispatcher.remove(subscription.isDirect(), () -> {
            index.remove(subscription.filter(), subscription);
            open.remove(subscription);
        });
    }

    @Override
    public void route(LogMessage message, List<Runnable> afterwards) {
        String stored = message.channel();
        boolean isHidden = ChannelNames.isHidden(stored);
        if (!isHidden && !stored.startsWith(prefix)) {
            return;
        }
        String channel = isHidden ? stored : stored.substring(prefix.length());
        ShownMessage shown = new ShownMessage(
                message, channel, resources.log().epoch(), resources.config().codec());
        index.forEachByName(stored, subscriber -> subscriber.offer(shown, afterwards));
        if (!isHidden) {
            index.forEachByPattern(channel, subscriber -> subscriber.offer(shown, afterwards));
        }
    }

    @Override
    public void fallBehind(List<Runnable> afterwards) {
        open.forEach(it -> it.fallBehind(afterwards));
    }

    public int size() {
        return open.size();
    }

    /** How many there are for each name and each pattern. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        dispatcher.locked(() -> counts.putAll(index.counts(prefix.length(), MOST_COUNTED)));
        return counts;
    }

    /** Whether the current thread is in a handler. */
    public boolean isHandlerHere() {
        return open.stream().anyMatch(LogSubscription::isRunningHere);
    }

    /** Ends all, and waits for the handlers that are at work. */
    public void close() {
        dispatcher.detach(this);
        open.forEach(it -> it.close(CloseReason.CABLE_CLOSED));
        timer.close();
        executor.close(resources.config().timeouts().drain());
    }
}
