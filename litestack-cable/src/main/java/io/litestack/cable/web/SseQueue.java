package io.litestack.cable.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one client. Whoever adds something writes it, unless another thread is at it, which then goes on
 * with it; a sink that may block is written to by a thread of its own, as long as something waits. Nothing is written with the
 * lock held. Thread-safe.
 */
final class SseQueue {
    private final SseSink sink;
    private final int mostBytes;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private Runnable onEmpty = () -> {};
    private Runnable onFailure = () -> {};

    // Only with the lock held.
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean isBeingWritten;
    private boolean isWritable;
    private boolean isClosed;
    private long writtenBytes;
    private long writtenBefore = -1;
    private int stuckLooks;

    SseQueue(SseSink sink, int mostBytes, Executor executor) {
        this.sink = sink;
        this.mostBytes = mostBytes;
        this.executor = executor;
    }

    /** Called after everything has been written. */
    void onEmpty(Runnable action) {
        onEmpty = action;
    }

    /** Called when the client is gone. */
    void onFailure(Runnable action) {
        onFailure = action;
    }

    /** Adds something, which {@link #write} then writes. */
    void add(byte[] bytes) {
        lock.lock();
        try {
            if (!isClosed) {
                waiting.add(ByteBuffer.wrap(bytes));
                waitingBytes += bytes.length;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The client takes bytes again. */
    void onWritable() {
        lock.lock();
        try {
            isWritable = true;
            if (waiting.isEmpty() && !isClosed) {
                // what the sink itself holds
                waiting.add(ByteBuffer.allocate(0));
            }
        } finally {
            lock.unlock();
        }
        write();
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
            return waiting.isEmpty();
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
            boolean isNothingTaken = !waiting.isEmpty() && writtenBytes == writtenBefore;
            stuckLooks = isNothingTaken ? stuckLooks + 1 : 0;
            writtenBefore = waiting.isEmpty() ? -1 : writtenBytes;
            return stuckLooks >= 2;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits, as far as the client takes it. */
    void write() {
        lock.lock();
        try {
            if (isBeingWritten || isClosed || waiting.isEmpty()) {
                return;
            }
            isBeingWritten = true;
        } finally {
            lock.unlock();
        }
        if (!sink.mayBlock()) {
            writeAll();
            return;
        }
        try {
            executor.execute(this::writeAll);
        } catch (RuntimeException e) {
            onFailure.run();
        }
    }

    private void writeAll() {
        try {
            for (ByteBuffer next = next(); next != null; next = next()) {
                int before = next.remaining();
                sink.write(next);
                if (!written(next, before - next.remaining())) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            onFailure.run();
            return;
        }
        onEmpty.run();
    }

    private @Nullable ByteBuffer next() {
        lock.lock();
        try {
            if (isWritable && waiting.isEmpty() && !isClosed) {
                // the client has taken bytes while the last ones were written, of which the sink may still hold some
                waiting.add(ByteBuffer.allocate(0));
            }
            isWritable = false;
            ByteBuffer next = isClosed ? null : waiting.peek();
            isBeingWritten = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Whether to go on. */
    private boolean written(ByteBuffer buffer, int bytes) {
        lock.lock();
        try {
            waitingBytes -= bytes;
            writtenBytes += bytes;
            if (!buffer.hasRemaining()) {
                waiting.poll();
                return true;
            }
            isBeingWritten = isWritable;
            return isWritable;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            waiting.clear();
            waitingBytes = 0;
        } finally {
            lock.unlock();
        }
        sink.close();
    }
}
