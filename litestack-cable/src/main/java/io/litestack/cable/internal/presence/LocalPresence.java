package io.litestack.cable.internal.presence;

import io.litestack.cable.Channels;
import io.litestack.cable.Member;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Presence;
import io.litestack.cable.PresenceHandler;
import io.litestack.cable.PresenceSession;
import io.litestack.cable.Subscription;
import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.base.Payloads;
import io.litestack.cable.internal.lease.Duty;
import io.litestack.cable.internal.lease.InstanceRegistry;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.cable.internal.name.ChannelNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Who is in which channel, as far as this process joins or watches. Thread-safe.
 *
 * <p>A session that ends, by itself or with its process, leaves its row without an owner. Whoever looks after such rows deletes
 * one when it has seen it for the grace period, by its own monotonic clock; the deletion and the event that the member has left
 * are one transaction, so that there is one event, whoever is first.
 */
public final class LocalPresence implements Presence, Duty {
    private static final int MOST_INFO_BYTES = 16 << 10;
    private static final int MOST_AT_ONCE = 200;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Gets the events of a channel, by its hidden name. */
    @FunctionalInterface
    public interface EventSubscriber {
        /**
         * Subscribes from an id on.
         *
         * @param shown the channel that it belongs to
         */
        Subscription subscribe(String hiddenChannel, Channels shown, long position, MessageHandler handler);
    }

    private final CableResources resources;
    private final Payloads payloads;
    private final InstanceRegistry registry;
    private final EventSubscriber events;
    private final MemberStore store;
    private final Set<LocalSession> sessions = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final Queue<LocalSession> leaving = new ConcurrentLinkedQueue<>();
    private volatile boolean isAnyLost;

    /** The rows of sessions that have ended, and since when that is known. The loop's alone. */
    private final Map<Long, Long> ended = new HashMap<>();

    public LocalPresence(
            CableResources resources,
            InstanceRegistry registry,
            Consumer<List<LogMessage>> dispatcher,
            EventSubscriber events) {
        this.resources = resources;
        this.payloads = new Payloads(resources.config());
        this.registry = registry;
        this.events = events;
        this.store = new MemberStore(resources, dispatcher);
        registry.add(this);
    }

    @Override
    public PresenceSession join(String channel, String member, Object info) {
        LogMessage checked = payloads.message(channel, info);
        if (checked.payload().length > MOST_INFO_BYTES) {
            throw new IllegalArgumentException("what is said of member \"" + member + "\" has "
                    + checked.payload().length + " bytes, more than the " + MOST_INFO_BYTES
                    + " that it may; say where more is to be found");
        }
        Joining joining = new Joining(checked.channel(), ChannelNames.check("member", member), checked.payload());
        long row = registry.hold(instance -> store.join(joining, instance));
        LocalSession session = new LocalSession(channel, joining, row, this::leave);
        sessions.add(session);
        return session;
    }

    private void leave(LocalSession session) {
        sessions.remove(session);
        leaving.add(session);
        try {
            leaveAll();
        } catch (RuntimeException e) {
            resources.listener().onInternalFailure("leaving a channel", e);
        }
        registry.wake();
    }

    private void leaveAll() {
        for (LocalSession session = leaving.peek(); session != null; session = leaving.peek()) {
            store.leave(session.row());
            leaving.remove(session);
        }
    }

    @Override
    public List<Member> members(String channel) {
        String stored = stored(channel);
        // who only asks must not find for ever who is dead, if nobody else looks after them
        registry.observe();
        return store.members(stored);
    }

    private String stored(String channel) {
        return ChannelNames.check(resources.config().channelPrefix() + ChannelNames.check(channel));
    }

    @Override
    public Subscription watch(String channel, PresenceHandler handler) {
        String stored = stored(channel);
        registry.observe();
        PresenceWatch watch = new PresenceWatch(handler, store, () -> store.present(stored));
        long from = watch.read();
        return events.subscribe(PresenceEvent.channelOf(stored), Channels.of(channel), from, watch);
    }

    // On the loop of the registry.

    @Override
    public long run() {
        leaveAll();
        if (isAnyLost) {
            isAnyLost = false;
            rejoin();
        }
        return sweep();
    }

    @Override
    public void lost() {
        isAnyLost = !sessions.isEmpty();
        registry.wake();
    }

    private void rejoin() {
        long instance = registry.register();
        for (LocalSession session : sessions) {
            if (!store.move(session.row(), instance)) {
                Optional<Long> row = store.join(session.joining(), instance);
                if (row.isEmpty()) {
                    isAnyLost = true;
                    return;
                }
                session.moved(row.get());
            }
        }
    }

    private long sweep() {
        List<Long> rows = store.ended();
        ended.keySet().retainAll(Set.copyOf(rows));
        if (rows.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long now = resources.ticks();
        long graceNanos = resources.config().timeouts().presenceGrace().toNanos();
        long next = INTERVAL_NANOS;
        List<Long> over = new ArrayList<>();
        for (Long row : rows) {
            long left = graceNanos - (now - ended.computeIfAbsent(row, it -> now));
            if (left > 0) {
                next = Math.min(next, left);
            } else if (over.size() < MOST_AT_ONCE) {
                over.add(row);
            } else {
                next = 0;
            }
        }
        if (!over.isEmpty()) {
            store.sweep(over);
        }
        return next;
    }

    /** What is left is freed with the row of the instance. */
    public void close() {
        sessions.clear();
    }
}
