package io.litestack.core.internal.notify;

import io.litestack.core.internal.context.CloseSequence;
import io.litestack.core.spi.SupervisedThread;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of the process that serves the sockets of all its stores. It runs while there is at least one. */
final class PeerThread {
    private static final Logger log = LoggerFactory.getLogger("io.litestack.core");

    /** What happens on a channel. */
    @FunctionalInterface
    interface Handler {
        void ready(SelectionKey key) throws IOException;
    }

    private static @Nullable PeerThread running;

    private final Selector selector;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Set<PeerEndpoint> endpoints = ConcurrentHashMap.newKeySet();
    private volatile boolean isSelecting;

    private final SupervisedThread thread;

    private PeerThread(Selector selector) {
        this.selector = selector;
        this.thread = new SupervisedThread(
                "litestack-peers-1",
                PeerThread::daemon,
                this::loop,
                (name, e, pause) -> log.warn(
                        "a step of serving other processes failed; their notifications come a little later", e));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    /** Adds an endpoint, starting the thread if it is the first one. */
    static PeerThread join(PeerEndpoint endpoint) throws IOException {
        synchronized (PeerThread.class) {
            if (running == null) {
                PeerThread started = new PeerThread(Selector.open());
                started.thread.start();
                running = started;
            }
            running.endpoints.add(endpoint);
            return running;
        }
    }

    /** Removes an endpoint; the thread ends with the last one. */
    void leave(PeerEndpoint endpoint) {
        synchronized (PeerThread.class) {
            endpoints.remove(endpoint);
            if (endpoints.isEmpty() && running == this) {
                running = null;
                run(this::stop);
            }
        }
    }

    /** Runs something on the thread. */
    void run(Runnable task) {
        tasks.add(task);
        if (isSelecting) {
            selector.wakeup();
        }
    }

    /** Runs something on the thread and waits for it, but not for ever. */
    void runAndWait(Runnable task) {
        CountDownLatch done = new CountDownLatch(1);
        run(() -> {
            try {
                task.run();
            } finally {
                done.countDown();
            }
        });
        boolean interrupted = false;
        boolean isDone = false;
        boolean isOver = false;
        while (!isOver) {
            try {
                isDone = done.await(1, TimeUnit.SECONDS);
                isOver = true;
            } catch (InterruptedException e) {
                interrupted = true; // what is waited for is done all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!isDone) {
            log.warn("the thread that serves other processes did not answer within a second");
        }
    }

    /** Serves a channel from now on; on the thread only. */
    SelectionKey register(SelectableChannel channel, int operations, Handler handler) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, handler);
    }

    private void stop() {
        try {
            selector.close();
        } catch (IOException e) {
            log.debug("closing the sockets", e);
        }
    }

    /** What fails is reported by the thread, which goes on after a pause. */
    private void loop() {
        try {
            while (selector.isOpen()) {
                CloseSequence steps = new CloseSequence();
                for (PeerEndpoint endpoint : endpoints) {
                    steps.run(endpoint::work);
                }
                steps.run(steps.haveAllSucceeded() ? this::select : this::selectNow);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    steps.run(task::run);
                }
                steps.throwFirst("hearing other processes");
            }
        } catch (ClosedSelectorException e) {
            // the last endpoint has left
        }
    }

    private void selectNow() throws IOException {
        selector.selectNow(this::dispatch);
    }

    private void select() throws IOException {
        // first the flag, then the look: whoever adds something later sees the flag and wakes the selector
        isSelecting = true;
        long wait = tasks.isEmpty() ? Long.MAX_VALUE : 0;
        for (PeerEndpoint endpoint : endpoints) {
            wait = Math.min(wait, endpoint.nanosToWork());
        }
        if (wait == 0) {
            isSelecting = false;
            selectNow();
        } else {
            selector.select(this::dispatch, wait == Long.MAX_VALUE ? 0 : Math.max(1, wait / 1_000_000));
            isSelecting = false;
        }
    }

    private void dispatch(SelectionKey key) {
        try {
            ((Handler) key.attachment()).ready(key);
        } catch (IOException e) {
            // out of descriptors, as a rule; the next newcomer is accepted again
            log.debug("a connection to another process failed", e);
        }
    }

    /** Whether the thread sleeps and must be woken to see what is pending. */
    void wakeIfSelecting() {
        if (isSelecting) {
            selector.wakeup();
        }
    }
}
