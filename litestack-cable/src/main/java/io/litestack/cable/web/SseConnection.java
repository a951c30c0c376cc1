package io.litestack.cable.web;

import io.litestack.cable.CloseReason;
import io.litestack.cable.GapEvent;
import io.litestack.cable.Message;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Position;
import io.litestack.cable.Subscription;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one client. Thread-safe.
 *
 * <p>A client that reads slowly holds up nobody and takes no memory: what it does not take at once waits, up to a limit. Then the
 * subscription is closed; once everything that waited is written, another one is opened from the position that was written last,
 * and reads the rest from the log. A client that takes nothing at all from one heartbeat to the next but one, although something waits
 * for it, is taken for gone.
 */
public final class SseConnection implements AutoCloseable {
    /** Subscribes for a client. */
    interface Subscriber {
        Subscription subscribe(Optional<Position> from, MessageHandler handler);
    }

    private final SseQueue queue;
    private final SseText text;
    private final Subscriber subscriber;
    private final Executor executor;
    private final Consumer<SseConnection> onClose;
    private final ReentrantLock lock = new ReentrantLock();

    // Only with the lock held.
    private @Nullable Handler current;
    private @Nullable Subscription subscription;
    private Optional<Position> last;
    private boolean isPaused;
    private boolean isLiveReported;
    /** The beginning counts: the first heartbeat comes after a whole interval. */
    private boolean isWritten = true;

    private boolean isClosed;

    /**
     * Makes one that is not subscribed yet.
     *
     * @param parts what it is made of
     * @param from where it begins
     */
    SseConnection(Parts parts, Optional<Position> from) {
        this.queue = new SseQueue(parts.sink(), parts.bufferBytes(), parts.executor());
        this.text = parts.text();
        this.subscriber = parts.subscriber();
        this.executor = parts.executor();
        this.onClose = parts.onClose();
        this.last = from;
        this.queue.onEmpty(this::resume);
        this.queue.onFailure(this::close);
    }

    /** What a connection is made of. */
    record Parts(
            SseSink sink,
            int bufferBytes,
            SseText text,
            Subscriber subscriber,
            Executor executor,
            Consumer<SseConnection> onClose) {}

    // Subscribing.

    /** Gets the messages of one subscription; of one that was closed nothing is heeded any more. */
    private final class Handler implements MessageHandler {
        @Override
        public void onMessage(Message message) {
            if (write(this, text.message(message), message.position())) {
                pauseIfFull(this);
            }
        }

        @Override
        public void onLive(Position position) {
            if (isFirstTime()) {
                write(this, SseText.live(position), position);
            }
        }

        @Override
        public void onGap(GapEvent gap) {
            write(this, SseText.gap(gap), gap.resumesAt());
        }

        @Override
        public void onClose(CloseReason reason) {
            if (isCurrent(this)) {
                close();
            }
        }
    }

    /** Subscribes from the position that was written last. */
    void subscribe() {
        Handler handler = new Handler();
        Optional<Position> from;
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isPaused = false;
            current = handler;
            from = last;
        } finally {
            lock.unlock();
        }
        Subscription opened = subscriber.subscribe(from, handler);
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

    /** The rest is read from the log, when the client has taken what waits. */
    private void pauseIfFull(Handler handler) {
        if (!queue.isFull()) {
            return;
        }
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
        if (queue.isEmpty()) {
            resume();
        }
    }

    /** Everything that waited has been written. */
    private void resume() {
        lock.lock();
        try {
            if (!isPaused || isClosed) {
                return;
            }
            isPaused = false;
        } finally {
            lock.unlock();
        }
        try {
            // which reads the log's file, and this may be the thread that dispatches
            executor.execute(this::subscribeOrClose);
        } catch (RuntimeException e) {
            close();
        }
    }

    private void subscribeOrClose() {
        try {
            subscribe();
        } catch (RuntimeException e) {
            // the client comes back with its position
            close();
        }
    }

    private boolean isCurrent(Handler handler) {
        lock.lock();
        try {
            return current == handler;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFirstTime() {
        lock.lock();
        try {
            boolean isFirst = !isLiveReported;
            isLiveReported = true;
            return isFirst;
        } finally {
            lock.unlock();
        }
    }

    // Writing.

    /** The client takes bytes again. A sink that does not block calls this after it has left bytes behind. */
    public void onWritable() {
        queue.onWritable();
    }

    /** Writes what comes from a subscription; false if that is not the current one. */
    private boolean write(Handler handler, byte[] bytes, Position position) {
        lock.lock();
        try {
            if (isClosed || current != handler) {
                return false;
            }
            last = Optional.of(position);
            isWritten = true;
            queue.add(bytes);
        } finally {
            lock.unlock();
        }
        queue.write();
        return true;
    }

    /** Writes something that has no position. */
    void write(byte[] bytes) {
        queue.add(bytes);
        queue.write();
    }

    /**
     * Writes the position if nothing was written since the last time. A message cannot come between the reading of the position and
     * its place in the queue: the client would go back.
     */
    void heartbeat() {
        if (queue.isStuck()) {
            close();
            return;
        }
        lock.lock();
        try {
            if (!isWritten && queue.isEmpty()) {
                position().ifPresent(it -> queue.add(SseText.heartbeat(it)));
            }
            isWritten = false;
        } finally {
            lock.unlock();
        }
        queue.write();
    }

    /** Where the client would go on if it connected anew; empty before it is subscribed, if it has not said. */
    Optional<Position> position() {
        lock.lock();
        try {
            Subscription opened = subscription;
            if (opened == null) {
                return last;
            }
            Position reached = opened.position();
            boolean isBehind = last.filter(it -> it.epoch().equals(reached.epoch()) && it.id() > reached.id())
                    .isPresent();
            return isBehind ? last : Optional.of(reached);
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream; the client comes back, unless it is gone. Closing twice does nothing. */
    @Override
    public void close() {
        Subscription opened;
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            current = null;
            opened = subscription;
            subscription = null;
        } finally {
            lock.unlock();
        }
        // first: a write that waits for the client ends with it
        queue.close();
        if (opened != null) {
            opened.close();
        }
        onClose.accept(this);
    }
}
