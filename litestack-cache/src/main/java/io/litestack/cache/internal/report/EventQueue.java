package io.litestack.cache.internal.report;

import io.litestack.core.spi.LoopWorker;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events for a listener that may block, on their way to a thread of their own, which starts with the first of them. If the listener
 * does not keep up, events are dropped, and their number is logged. Thread-safe.
 */
public final class EventQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("io.litestack.cache");
    private static final int MOST_WAITING = 10_000;

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final LoopWorker loop;

    /** Makes one, whose thread is called so. */
    public EventQueue(String thread, ThreadFactory threads) {
        this.loop = new LoopWorker(
                thread,
                threads,
                this::deliver,
                (name, cause, pause) -> log.warn("{} failed: {}", name, cause.toString()));
    }

    /** Has an event delivered soon, after those before. The event must not throw. */
    void add(Runnable event) {
        if (size.incrementAndGet() > MOST_WAITING) {
            size.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        waiting.add(event);
        loop.start();
        loop.wake();
    }

    private long deliver() {
        for (Runnable event = waiting.poll(); event != null; event = waiting.poll()) {
            size.decrementAndGet();
            event.run();
        }
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            log.warn("{} events were dropped because the cache listener did not keep up with them", lost);
        }
        return LoopWorker.Step.UNTIL_WOKEN;
    }

    /** Delivers what waits, unless the listener takes longer than a second for the event that it has. */
    @Override
    public void close() {
        if (loop.close(Duration.ofSeconds(1))) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            for (Runnable event = waiting.poll();
                    event != null && end - System.nanoTime() > 0;
                    event = waiting.poll()) {
                event.run();
            }
        }
    }
}
