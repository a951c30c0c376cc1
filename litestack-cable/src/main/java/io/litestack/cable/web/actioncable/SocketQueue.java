package io.litestack.cable.web.actioncable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What waits to be sent to one client, one message at a time. Nothing is sent with the lock held. Thread-safe. */
final class SocketQueue {
    /** A client that sends commands and does not read may have this waiting: some ten thousand answers. */
    private static final int MOST_REPLY_BYTES = 1 << 20;

    /** So long a client may take for the message that is under way when the connection ends, and for the last one. */
    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final CableSocket socket;
    private final int mostBytes;
    private final Runnable onEmpty;
    private final Runnable onFailure;
    private final ReentrantLock lock = new ReentrantLock();

    /** How many want the next message to be sent: one of them does it for all, so that no stack grows with the queue. */
    private final AtomicInteger wanted = new AtomicInteger();

    // Only with the lock held.
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int waitingBytes;

    /** Of these, what answers commands: no pause of a subscription ends that. */
    private int waitingReplyBytes;

    private int sentBytes;
    private boolean isSending;
    private boolean isClosed;
    private long sentCount;
    private long sentBefore = -1;
    private int stuckLooks;

    /** How it ends, once the message that is under way is sent; null if it does not, or has. */
    private @Nullable Farewell farewell;

    /** What is to be sent, and whether it answers a command. */
    private record Waiting(String text, boolean isReply) {}

    /** The last message, and how the connection ends after it. */
    private record Farewell(String text, int status, String reason) {}

    SocketQueue(CableSocket socket, int mostBytes, Runnable onEmpty, Runnable onFailure) {
        this.socket = socket;
        this.mostBytes = mostBytes;
        this.onEmpty = onEmpty;
        this.onFailure = onFailure;
    }

    /** Adds a message, which {@link #send} then sends. */
    void add(String text) {
        lock.lock();
        try {
            if (!isClosed) {
                waiting.add(new Waiting(text, false));
                waitingBytes += text.length();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds an answer to a command. */
    void reply(String text) {
        lock.lock();
        try {
            if (!isClosed) {
                waiting.add(new Waiting(text, true));
                waitingBytes += text.length();
                waitingReplyBytes += text.length();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether more answers wait than may. */
    boolean isOverrun() {
        lock.lock();
        try {
            return waitingReplyBytes > MOST_REPLY_BYTES;
        } finally {
            lock.unlock();
        }
    }

    boolean isFull() {
        lock.lock();
        try {
            return waitingBytes > mostBytes;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty() && !isSending;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether something waits and nothing at all was taken since the last time but one that this was asked. In between there is a whole
     * interval in which the client could take something: before the last time this process may have been stopped itself.
     */
    boolean isStuck() {
        lock.lock();
        try {
            stuckLooks = isSending && sentCount == sentBefore ? stuckLooks + 1 : 0;
            sentBefore = isSending ? sentCount : -1;
            return stuckLooks >= 2;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what waits. */
    void send() {
        lock.lock();
        try {
            if (isSending || isClosed || waiting.isEmpty()) {
                return;
            }
            isSending = true;
        } finally {
            lock.unlock();
        }
        sendNext();
    }

    private void sendNext() {
        if (wanted.getAndIncrement() != 0) {
            return;
        }
        do {
            String next = next();
            if (next == null) {
                sayFarewell();
            } else {
                send(next);
            }
        } while (wanted.decrementAndGet() != 0);
    }

    private void sayFarewell() {
        Farewell last = takeFarewell();
        if (last == null) {
            onEmpty.run();
        } else {
            end(last);
        }
    }

    private @Nullable Farewell takeFarewell() {
        lock.lock();
        try {
            Farewell last = farewell;
            farewell = null;
            return last;
        } finally {
            lock.unlock();
        }
    }

    private void end(Farewell last) {
        try {
            socket.send(last.text, failure -> socket.close(last.status, last.reason));
        } catch (RuntimeException e) {
            socket.close(last.status, last.reason);
        }
    }

    private void send(String text) {
        try {
            socket.send(text, this::sent);
        } catch (RuntimeException e) {
            sent(e);
        }
    }

    private @Nullable String next() {
        lock.lock();
        try {
            Waiting next = isClosed ? null : waiting.poll();
            isSending = next != null;
            if (next == null) {
                sentBytes = 0;
                return null;
            }
            sentBytes = next.text.length();
            waitingReplyBytes -= next.isReply ? sentBytes : 0;
            return next.text;
        } finally {
            lock.unlock();
        }
    }

    private void sent(@Nullable Throwable failure) {
        if (failure != null) {
            Farewell last = takeFarewell();
            if (last == null) {
                onFailure.run();
            } else {
                socket.close(last.status, last.reason);
            }
            return;
        }
        lock.lock();
        try {
            waitingBytes -= sentBytes;
            sentCount++;
        } finally {
            lock.unlock();
        }
        sendNext();
    }

    /**
     * Ends the connection, after one more message if there is one; what else waits is dropped. A client that does not take what is under
     * way gets some seconds.
     */
    void close(String last, int status, String reason) {
        Farewell mine = new Farewell(last, status, reason);
        boolean isUnderWay;
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            waiting.clear();
            isUnderWay = isSending;
            if (isUnderWay && !last.isEmpty()) {
                farewell = mine;
            }
        } finally {
            lock.unlock();
        }
        if (last.isEmpty()) {
            socket.close(status, reason);
            return;
        }
        socket.expireAfter(LONGEST_END);
        if (!isUnderWay) {
            end(mine);
        }
    }
}
