package io.litestack.cable.web.actioncable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What waits to be sent to one client, one message at a time. Nothing is sent with the lock held. Thread-safe. */
final class SocketQueue {
    private final CableSocket socket;
    private final int mostBytes;
    private final Runnable onEmpty;
    private final Runnable onFailure;
    private final ReentrantLock lock = new ReentrantLock();

    /** How many want the next message to be sent: one of them does it for all, so that no stack grows with the queue. */
    private final AtomicInteger wanted = new AtomicInteger();

    // Only with the lock held.
    private final Deque<String> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private int sentBytes;
    private boolean isSending;
    private boolean isClosed;
    private long sentCount;
    private long sentBefore = -1;

    SocketQueue(CableSocket socket, int mostBytes, Runnable onEmpty, Runnable onFailure) {
        this.socket = socket;
        this.mostBytes = mostBytes;
        this.onEmpty = onEmpty;
        this.onFailure = onFailure;
    }

    /** Adds something, which {@link #send} then sends. */
    void add(String text) {
        lock.lock();
        try {
            if (!isClosed) {
                waiting.add(text);
                waitingBytes += text.length();
            }
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

    /** Whether something waits and nothing at all was taken since the last time that this was asked. */
    boolean isStuck() {
        lock.lock();
        try {
            boolean isStuck = isSending && sentCount == sentBefore;
            sentBefore = isSending ? sentCount : -1;
            return isStuck;
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
                onEmpty.run();
            } else {
                send(next);
            }
        } while (wanted.decrementAndGet() != 0);
    }

    private void send(String text) {
        try {
            socket.send(text, this::sent);
        } catch (RuntimeException e) {
            onFailure.run();
        }
    }

    private @Nullable String next() {
        lock.lock();
        try {
            String next = isClosed ? null : waiting.poll();
            isSending = next != null;
            sentBytes = next == null ? 0 : next.length();
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void sent(@Nullable Throwable failure) {
        if (failure != null) {
            onFailure.run();
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

    /** Sends one more message, if none is under way, and then ends the connection. */
    void close(String last, int status, String reason) {
        boolean isLastSent;
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            waiting.clear();
            isLastSent = !isSending && !last.isEmpty();
        } finally {
            lock.unlock();
        }
        if (!isLastSent) {
            socket.close(status, reason);
            return;
        }
        try {
            socket.send(last, failure -> socket.close(status, reason));
        } catch (RuntimeException e) {
            socket.close(status, reason);
        }
    }
}
