package io.litestack.cable.web.actioncable;

import io.litestack.cable.CloseReason;
import io.litestack.cable.GapEvent;
import io.litestack.cable.Message;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Position;
import io.litestack.cable.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of a client. If more waits for the client than it may, its subscription to the cable is closed, and opened anew
 * from the last message once the client has taken what waits. Thread-safe.
 */
final class ChannelSubscription {
    /** What it needs of its connection. */
    interface Client {
        /** Subscribes to the cable. */
        Subscription subscribe(Start start, MessageHandler handler);

        /** Writes a message as the protocol has it. */
        String frame(String quotedIdentifier, Message message);

        /** Puts messages in the queue, which may be done with a lock held. */
        void add(List<String> texts);

        /** Puts an answer to a command in the queue, in the same manner. */
        void reply(String text);

        /** Sends what is in the queue. */
        void send();

        boolean isFull();

        void close();
    }

    /**
     * Where it begins.
     *
     * @param channel the cable's channel
     * @param from the position; empty for now, or for the oldest message if there is a time
     * @param since what was published before is left out
     */
    record Start(String channel, Optional<Position> from, Optional<Instant> since) {}

    private final Client client;
    private final ActionChannel channel;
    private final ChannelRequest request;
    private final String identifier;
    private final String quotedIdentifier;

    /** What was published before is not sent, until all that was there has been looked at. */
    private volatile Instant since;

    private final ReentrantLock lock = new ReentrantLock();

    // Only with the lock held.
    private Start next;
    private @Nullable Handler current;
    private @Nullable Subscription subscription;

    /** What comes before the client knows that it is subscribed. */
    private @Nullable List<String> held = new ArrayList<>();

    private boolean isPaused;
    private boolean isHistoryAwaited;
    private boolean isHistoryLost;
    private boolean isClosed;

    /**
     * Makes one that has not begun.
     *
     * @param identifier the client's name for it
     */
    ChannelSubscription(Client client, ActionChannel channel, ChannelRequest request, String identifier, Start start) {
        this.client = client;
        this.channel = channel;
        this.request = request;
        this.identifier = identifier;
        this.quotedIdentifier = Frames.quoted(identifier);
        this.since = start.since().orElse(Instant.MIN);
        this.next = start;
    }

    /** The client wants to know whether it got everything. */
    void awaitHistory() {
        isHistoryAwaited = true;
    }

    void receive(String data) throws Exception {
        channel.receive(request, data);
    }

    /** Subscribes, and confirms it before anything else is sent of it. */
    void begin() {
        open();
        lock.lock();
        try {
            client.reply(Frames.about(identifier, "confirm_subscription"));
            if (held != null) {
                client.add(held);
            }
            held = null;
        } finally {
            lock.unlock();
        }
        client.send();
    }

    private void open() {
        Handler handler = new Handler();
        Start start;
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isPaused = false;
            current = handler;
            start = next;
        } finally {
            lock.unlock();
        }
        Subscription opened = client.subscribe(start, handler);
        if (!keep(opened, handler)) {
            opened.close();
        }
    }

    private boolean keep(Subscription opened, Handler handler) {
        lock.lock();
        try {
            if (isClosed || current != handler) {
                return false;
            }
            subscription = opened;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Goes on, if it was paused; on a thread that may read the log. */
    void resume() {
        boolean wasPaused;
        lock.lock();
        try {
            wasPaused = isPaused;
            isPaused = false;
        } finally {
            lock.unlock();
        }
        if (wasPaused) {
            open();
        }
    }

    boolean isPaused() {
        lock.lock();
        try {
            return isPaused;
        } finally {
            lock.unlock();
        }
    }

    private void pause(Handler handler) {
        Subscription paused;
        lock.lock();
        try {
            if (current != handler) {
                return;
            }
            paused = subscription;
            current = null;
            subscription = null;
            isPaused = true;
        } finally {
            lock.unlock();
        }
        if (paused != null) {
            paused.close();
        }
    }

    void close() {
        Subscription opened;
        lock.lock();
        try {
            isClosed = true;
            current = null;
            opened = subscription;
            subscription = null;
        } finally {
            lock.unlock();
        }
        if (opened != null) {
            opened.close();
        }
    }

    /** Gets the messages of one subscription to the cable; of one that was closed nothing is heeded any more. */
    private final class Handler implements MessageHandler {
        @Override
        public void onMessage(Message message) {
            String text = message.publishedAt().isBefore(since) ? "" : client.frame(quotedIdentifier, message);
            if (send(this, text, message.position()) && client.isFull()) {
                pause(this);
            }
        }

        @Override
        public void onGap(GapEvent gap) {
            lock.lock();
            try {
                isHistoryLost = true;
            } finally {
                lock.unlock();
            }
            send(this, "", gap.resumesAt());
        }

        @Override
        public void onLive(Position position) {
            // the client's clock says what is history to it, and not whether it gets what comes now
            since = Instant.MIN;
            String answer = historyAnswer();
            send(this, answer.isEmpty() ? "" : Frames.about(identifier, answer), position);
        }

        @Override
        public void onClose(CloseReason reason) {
            boolean isOver;
            lock.lock();
            try {
                isOver = current == this;
            } finally {
                lock.unlock();
            }
            if (isOver) {
                client.close();
            }
        }
    }

    /** What the client is to hear of what it has missed; empty if it has heard, or did not ask. */
    private String historyAnswer() {
        lock.lock();
        try {
            if (!isHistoryAwaited) {
                return "";
            }
            isHistoryAwaited = false;
            return isHistoryLost ? "reject_history" : "confirm_history";
        } finally {
            lock.unlock();
        }
    }

    /** Sends a text, if it is any, and remembers how far the client has come; false if the handler is not the current one. */
    private boolean send(Handler handler, String text, Position position) {
        lock.lock();
        try {
            if (current != handler) {
                return false;
            }
            next = new Start(next.channel(), Optional.of(position), next.since());
            if (text.isEmpty()) {
                return true;
            }
            if (held != null) {
                held.add(text);
                return true;
            }
            client.add(List.of(text));
        } finally {
            lock.unlock();
        }
        client.send();
        return true;
    }
}
