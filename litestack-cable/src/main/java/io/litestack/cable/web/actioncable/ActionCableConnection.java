package io.litestack.cable.web.actioncable;

import io.litestack.cable.Message;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Position;
import io.litestack.cable.Subscription;
import io.litestack.cable.web.actioncable.ChannelSubscription.Start;
import io.litestack.cable.web.actioncable.Command.History;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One client. What owns its WebSocket calls {@link #onText} for each of its messages, one at a time. Thread-safe. */
public final class ActionCableConnection {
    /** WebSocket's codes. */
    private static final int GOING_AWAY = 1001;

    private static final int POLICY_VIOLATION = 1008;

    private final Services services;
    private final String audience;
    private final boolean isExtended;
    private final SocketQueue queue;
    private final Client client = new Client();
    private final ReentrantLock lock = new ReentrantLock();

    // Only with the lock held.
    private final Map<String, ChannelSubscription> subscriptions = new HashMap<>();
    private boolean isClosed;

    /** What all connections share. */
    interface Services {
        ActionCableOptions options();

        @Nullable
        ActionChannel channel(String name);

        Subscription subscribe(Start start, MessageHandler handler);

        Frames frames();

        /** By the clock of the store, as messages are stamped. */
        Instant now();

        /** Runs something that may read the log. */
        void execute(Runnable task);

        /** A client was refused something, or a channel has failed. */
        void report(String what, @Nullable Throwable cause);

        void closed(ActionCableConnection connection);
    }

    ActionCableConnection(Services services, CableSocket socket, String audience, boolean isExtended) {
        this.services = services;
        this.audience = audience;
        this.isExtended = isExtended;
        this.queue = new SocketQueue(
                socket, services.options().bufferBytes(), this::resumeAll, () -> end("", GOING_AWAY, "gone"));
    }

    /** Lets the client begin; from then on it counts on being known. */
    void welcome() {
        send(Frames.welcome());
    }

    /** What the subscriptions need. */
    private final class Client implements ChannelSubscription.Client {
        @Override
        public Subscription subscribe(Start start, MessageHandler handler) {
            return services.subscribe(start, handler);
        }

        @Override
        public String frame(String quotedIdentifier, Message message) {
            return isExtended
                    ? services.frames().messageWithPosition(quotedIdentifier, message)
                    : services.frames().message(quotedIdentifier, message);
        }

        @Override
        public void add(List<String> texts) {
            texts.forEach(queue::add);
        }

        @Override
        public void reply(String text) {
            queue.reply(text);
        }

        @Override
        public void send() {
            queue.send();
        }

        @Override
        public boolean isFull() {
            return queue.isFull();
        }

        @Override
        public void close() {
            ActionCableConnection.this.close("server_restart");
        }
    }

    private void send(String text) {
        queue.add(text);
        queue.send();
    }

    private void reply(String text) {
        queue.reply(text);
        queue.send();
    }

    // Commands.

    /**
     * The client has sent a message.
     *
     * @param text the message; it may come from anybody
     */
    public void onText(String text) {
        if (text.length() > services.options().maxMessageBytes()) {
            refuse("a message of " + text.length() + " characters");
            return;
        }
        Command command;
        try {
            command = Command.parse(text);
        } catch (IllegalArgumentException e) {
            refuse("a message that is no command");
            return;
        }
        try {
            run(command);
        } catch (Exception | Error e) {
            services.report("the command " + command.name(), e);
        }
        if (queue.isOverrun()) {
            refuse("more commands than it reads answers to");
        }
    }

    private void refuse(String what) {
        services.report(what, null);
        end(Frames.disconnect("invalid_request", false), POLICY_VIOLATION, "invalid_request");
    }

    private void run(Command command) throws Exception {
        switch (command.name()) {
            case "subscribe" -> subscribe(command);
            case "unsubscribe" -> unsubscribe(command.identifier());
            case "message" -> receive(command);
            case "history" -> replay(command);
            case "presence" -> reply(Frames.noPresence(command.identifier()));
            // pongs, and what is not served: whispers, joining and leaving
            default -> {}
        }
    }

    /** It is confirmed once: clients repeat themselves until it is. */
    private void subscribe(Command command) {
        String identifier = command.identifier();
        if (isSubscribed(identifier)) {
            return;
        }
        Optional<ChannelSubscription> allowed = isFull() ? Optional.empty() : allowed(command);
        if (allowed.isEmpty() || !add(identifier, allowed.get())) {
            reply(Frames.about(identifier, "reject_subscription"));
            return;
        }
        try {
            allowed.get().begin();
        } catch (IllegalArgumentException e) {
            // the channel has said a name that there cannot be, perhaps made of what the client has sent
            services.report("a subscription", e);
            unsubscribe(identifier);
            reply(Frames.about(identifier, "reject_subscription"));
        } catch (RuntimeException e) {
            // the cable is closed, or cannot be read: the client comes back
            services.report("a subscription", e);
            close("server_restart");
        }
    }

    private boolean isSubscribed(String identifier) {
        lock.lock();
        try {
            return subscriptions.containsKey(identifier);
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        lock.lock();
        try {
            return subscriptions.size() >= services.options().maxSubscriptions();
        } finally {
            lock.unlock();
        }
    }

    private boolean add(String identifier, ChannelSubscription subscription) {
        lock.lock();
        try {
            return !isClosed && subscriptions.putIfAbsent(identifier, subscription) == null;
        } finally {
            lock.unlock();
        }
    }

    private Optional<ChannelSubscription> allowed(Command command) {
        try {
            Map<String, Object> params = new HashMap<>();
            Command.object(command.identifier()).forEach((key, value) -> params.put(String.valueOf(key), value));
            String name = String.valueOf(params.remove("channel"));
            ActionChannel channel = services.channel(name);
            if (channel == null) {
                return Optional.empty();
            }
            ChannelRequest request = new ChannelRequest(name, params, audience);
            return channel.subscribe(request)
                    .map(stream -> subscription(channel, request, command, start(stream, command)));
        } catch (Exception | Error e) {
            services.report("a subscription", e);
            return Optional.empty();
        }
    }

    private ChannelSubscription subscription(
            ActionChannel channel, ChannelRequest request, Command command, Start start) {
        ChannelSubscription made = new ChannelSubscription(client, channel, request, command.identifier(), start);
        if (isExtended && command.history().isPresent()) {
            made.awaitHistory();
        }
        return made;
    }

    /** Where a client goes on: at its position, else with what was published since it was connected last, else now. */
    private Start start(String stream, Command command) {
        if (!isExtended || command.history().isEmpty()) {
            return new Start(stream, Optional.empty(), Optional.empty());
        }
        History history = command.history().get();
        Position position = history.positions().get(stream);
        return position == null
                ? new Start(stream, Optional.empty(), history.since().map(this::atMostNow))
                : new Start(stream, Optional.of(position), Optional.empty());
    }

    /**
     * The clock of a client may be ahead, and it says when it was connected last by that. Messages have whole milliseconds: one that
     * is published right now would be older than a part of one.
     */
    private Instant atMostNow(Instant stated) {
        Instant now = services.now().truncatedTo(ChronoUnit.MILLIS);
        return stated.isAfter(now) ? now : stated;
    }

    private void unsubscribe(String identifier) {
        ChannelSubscription gone;
        lock.lock();
        try {
            gone = subscriptions.remove(identifier);
        } finally {
            lock.unlock();
        }
        if (gone != null) {
            gone.close();
        }
    }

    private void receive(Command command) throws Exception {
        ChannelSubscription subscription = subscription(command.identifier());
        if (subscription != null) {
            subscription.receive(command.data());
        }
    }

    private @Nullable ChannelSubscription subscription(String identifier) {
        lock.lock();
        try {
            return subscriptions.get(identifier);
        } finally {
            lock.unlock();
        }
    }

    /** The stream begins anew where the client says. */
    private void replay(Command command) {
        if (isExtended && isSubscribed(command.identifier())) {
            unsubscribe(command.identifier());
            subscribe(command);
        }
    }

    // Its life.

    private void resumeAll() {
        List<ChannelSubscription> all;
        lock.lock();
        try {
            if (isClosed || subscriptions.isEmpty()) {
                return;
            }
            all = List.copyOf(subscriptions.values());
        } finally {
            lock.unlock();
        }
        for (ChannelSubscription each : all) {
            if (each.isPaused()) {
                services.execute(() -> resume(each));
            }
        }
    }

    private void resume(ChannelSubscription subscription) {
        try {
            subscription.resume();
        } catch (RuntimeException e) {
            close("server_restart");
        }
    }

    /** Sends a ping, or gives the client up if it takes nothing. */
    void ping(String frame) {
        if (queue.isStuck()) {
            end("", GOING_AWAY, "it takes nothing");
        } else if (queue.isEmpty()) {
            send(frame);
            // a pause that has missed the end of what waited
            resumeAll();
        }
    }

    String audience() {
        return audience;
    }

    /** Ends it; the client may come back. */
    void close(String reason) {
        end(Frames.disconnect(reason, true), GOING_AWAY, reason);
    }

    /** Ends it; the client does not come back by itself. */
    void disconnect() {
        end(Frames.disconnect("remote", false), GOING_AWAY, "remote");
    }

    /** The WebSocket is closed, by whomever. Calling it twice does nothing. */
    public void onClose() {
        end("", GOING_AWAY, "closed");
    }

    private void end(String last, int status, String reason) {
        List<ChannelSubscription> all;
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            all = List.copyOf(subscriptions.values());
            subscriptions.clear();
        } finally {
            lock.unlock();
        }
        queue.close(last, status, reason);
        all.forEach(ChannelSubscription::close);
        services.closed(this);
    }
}
