package io.litestack.cable.internal.consume;

import io.litestack.cable.CloseReason;
import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.ConsumerOptions.AfterRetries;
import io.litestack.cable.DurableConsumer;
import io.litestack.cable.GapEvent;
import io.litestack.cable.Message;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Position;
import io.litestack.cable.Subscription;
import io.litestack.cable.internal.base.CableResources;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A named consumer in this process: it waits until nobody else is active, then handles messages, and stores how far it has come
 * from time to time. What it stores is refused once another has taken over, by the fence; from then on it waits again. Thread-safe.
 */
final class LocalConsumer implements DurableConsumer {
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    /** What one turn at being active needs: a new one with each. */
    private final class Turn implements MessageHandler {
        final ConsumerClaim claim;
        final CountDownLatch ended = new CountDownLatch(1);
        private final CountDownLatch subscribed = new CountDownLatch(1);
        private volatile @Nullable Subscription subscription;
        private volatile boolean isHandling;
        private int handledSince;

        Turn(ConsumerClaim claim) {
            this.claim = claim;
        }

        boolean isOver() {
            return ended.getCount() == 0;
        }

        /** Messages may come before this returns. */
        void subscribe() {
            try {
                subscription = subscriber.subscribe(options, claim.position(), this);
            } finally {
                subscribed.countDown();
            }
            if (isOver()) {
                closeSubscription();
            }
        }

        void closeSubscription() {
            Subscription mine = subscription;
            if (mine != null) {
                mine.close();
            }
        }

        @Override
        public void onMessage(Message message) {
            isHandling = true;
            try {
                awaitSubscription();
                handle(message);
            } finally {
                isHandling = false;
            }
        }

        /** Whoever subscribes may not have come to noting the subscription yet, which failures are reported of. */
        private void awaitSubscription() {
            boolean isInterrupted = false;
            while (subscribed.getCount() > 0) {
                try {
                    subscribed.await();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private void handle(Message message) {
            for (int failures = 0; !isOver(); ) {
                try {
                    handler.onMessage(message);
                    handled(message);
                    return;
                } catch (Throwable e) {
                    failures++;
                    report(message, e);
                    if (failures > options.retries()) {
                        giveUp(message, e);
                        return;
                    }
                    rest(delayNanos(failures));
                }
            }
        }

        /** An interrupt does not end it: the message would be taken for handled. */
        private void rest(long nanos) {
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0 && !isOver(); left = end - System.nanoTime()) {
                try {
                    ended.await(left, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // only what the handler has left behind
                }
            }
        }

        private void handled(Message message) {
            if (++handledSince >= options.batch()) {
                handledSince = 0;
                store(this, message.id());
            }
        }

        private void report(Message message, Throwable cause) {
            Subscription mine = subscription;
            if (mine != null) {
                resources.listener().onHandlerFailure(mine, message.channel(), message.id(), cause);
            }
            resources.counters().failed.increment();
            Thread.interrupted();
        }

        private void giveUp(Message message, Throwable cause) {
            if (options.afterRetries() == AfterRetries.SKIP) {
                resources.listener().onSkip(options.name(), message, cause);
                return;
            }
            resources.listener().onConsumerStop(options.name(), message, cause);
            end(this);
            store.stop(claim, positionOf(this), message.id() + ": " + cause);
        }

        @Override
        public void onLive(Position position) throws Exception {
            handler.onLive(position);
        }

        @Override
        public void onGap(GapEvent gap) throws Exception {
            handler.onGap(gap);
        }

        @Override
        public void onClose(CloseReason reason) throws Exception {
            if (isClosed || reason == CloseReason.CABLE_CLOSED) {
                handler.onClose(reason);
            }
        }
    }

    private final CableResources resources;
    private final ConsumerStore store;
    private final ConsumerOptions options;
    private final MessageHandler handler;
    private final ConsumerSubscriber subscriber;
    private final Runnable onClose;
    private volatile @Nullable Turn turn;

    /** The newest, also when it is over. */
    private volatile @Nullable Turn latest;

    private volatile boolean isClosed;
    private volatile long lastPosition;

    LocalConsumer(Consumers.Parts parts, ConsumerOptions options, MessageHandler handler, Runnable onClose) {
        this.resources = parts.resources();
        this.store = parts.store();
        this.subscriber = parts.subscriber();
        this.options = options;
        this.handler = handler;
        this.onClose = onClose;
    }

    private long delayNanos(int failures) {
        long delay = options.retryDelay().toNanos() << Math.min(failures - 1, 20);
        return Math.min(LONGEST_DELAY.toNanos(), delay);
    }

    @Override
    public String name() {
        return options.name();
    }

    ConsumerOptions options() {
        return options;
    }

    @Override
    public boolean isActive() {
        return turn != null;
    }

    @Override
    public Position position() {
        Turn current = turn;
        return resources.position(current == null ? lastPosition : positionOf(current));
    }

    /** All up to here has been handled. */
    private static long positionOf(Turn turn) {
        Subscription subscription = turn.subscription;
        return subscription == null
                ? turn.claim.position()
                : Math.max(turn.claim.position(), subscription.position().id());
    }

    /** Whether the handler is still at work although the turn is over: a second one must not run beside it. */
    boolean isBusy() {
        Turn current = latest;
        return current != null && current.isHandling;
    }

    /** It is this process's turn. */
    synchronized void activate(ConsumerClaim claim) {
        if (isClosed) {
            store.release(claim, claim.position());
            return;
        }
        Turn mine = new Turn(claim);
        turn = mine;
        latest = mine;
        mine.subscribe();
    }

    /** Stores how far it has come, if that is further than before; ends its turn if it is over. */
    void storePosition() {
        Turn current = turn;
        if (current != null) {
            long position = positionOf(current);
            if (position > lastPosition) {
                store(current, position);
            } else if (!store.isOwn(current.claim)) {
                end(current);
            }
        }
    }

    private void store(Turn current, long position) {
        if (current.isOver()) {
            return;
        }
        if (store.advance(current.claim, position)) {
            lastPosition = position;
        } else {
            end(current);
        }
    }

    /** Another process is active from now on, or may be. */
    void deactivate() {
        Turn current = turn;
        if (current != null) {
            end(current);
        }
    }

    private void end(Turn ended) {
        ended.ended.countDown();
        synchronized (this) {
            if (turn == ended) {
                turn = null;
            }
        }
        ended.closeSubscription();
    }

    @Override
    public void close() {
        Turn current;
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            current = turn;
        }
        onClose.run();
        if (current != null) {
            long position = positionOf(current);
            end(current);
            store.release(current.claim, position);
        }
    }

    @Override
    public String toString() {
        return "DurableConsumer[" + options.name() + "]";
    }
}
