package io.litestack.cable;

import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A handler that remembers what it was given, in order. Whoever waits for something sees all of what belongs to it. */
final class Inbox implements MessageHandler {
    /** Synchronized, and copied at once. */
    final List<Message> messages = new Vector<>();

    final List<GapEvent> gaps = new CopyOnWriteArrayList<>();
    final List<Position> live = new CopyOnWriteArrayList<>();
    final List<CloseReason> closed = new CopyOnWriteArrayList<>();

    /** Everything, as it came. */
    final List<String> events = new Vector<>();

    private volatile Consumer<Message> reaction = it -> {};

    Inbox on(Consumer<Message> newReaction) {
        reaction = newReaction;
        return this;
    }

    @Override
    public void onMessage(Message message) {
        synchronized (this) {
            messages.add(message);
            events.add(message.text());
        }
        reaction.accept(message);
    }

    @Override
    public synchronized void onGap(GapEvent gap) {
        gaps.add(gap);
        events.add("gap " + gap.reason());
    }

    @Override
    public synchronized void onLive(Position position) {
        live.add(position);
        events.add("live");
    }

    @Override
    public synchronized void onClose(CloseReason reason) {
        closed.add(reason);
        events.add("closed " + reason);
    }

    List<String> texts() {
        return List.copyOf(messages).stream().map(Message::text).toList();
    }

    List<Long> ids() {
        return List.copyOf(messages).stream().map(Message::id).toList();
    }

    Inbox awaitLive() {
        return await("the subscription is live, after " + events, () -> !live.isEmpty());
    }

    Inbox awaitMessages(int count) {
        return await("there are " + count + " messages", () -> messages.size() >= count);
    }

    Inbox awaitEvent(String event) {
        return await("\"" + event + "\" has come", () -> events.contains(event));
    }

    private Inbox await(String what, BooleanSupplier condition) {
        Eventually.until(what, () -> {
            synchronized (this) {
                return condition.getAsBoolean();
            }
        });
        return this;
    }

    /** Holds the handler up at the first message until the test lets it go on. */
    static final class Gate implements Consumer<Message> {
        final Signal begun = new Signal("the handler has begun");
        final Signal open = new Signal("the handler may go on");

        @Override
        public void accept(Message message) {
            begun.give();
            open.awaitUninterruptibly();
        }
    }
}
