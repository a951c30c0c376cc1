package io.litestack.job.internal.report;

import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.StoreInternals;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events for a listener that may block, on their way to a thread of their own: what raises them keeps leases alive, stores
 * jobs or interrupts handlers, and must not wait. The thread starts with the first event. If the listener does not keep up,
 * events are dropped, and their number is logged. Thread-safe.
 */
public final class EventQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("io.litestack.job");
    private static final int MOST_WAITING = 10_000;
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final LoopWorker loop;

    public EventQueue(StoreInternals internals) {
        this.loop = internals.loop("jobs-listener", this::deliver);
    }

    /** Has an event delivered soon, after those before. The event must not throw. */
    void add(Runnable event) {
        if (size.incrementAndGet() > MOST_WAITING) {
            size.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        waiting.add(event);
        // whoever adds one: of two that come at once each may find that it is not the only one
        loop.start();
        loop.wake();
    }

    private long deliver() {
        for (Runnable event = waiting.poll(); event != null; event = waiting.poll()) {
            event.run();
            size.decrementAndGet();
        }
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            log.warn("{} events were dropped because the job listener did not keep up with them", lost);
        }
        return size.get() == 0 ? LoopWorker.Step.UNTIL_WOKEN : TimeUnit.MILLISECONDS.toNanos(1);
    }

    /** Delivers what waits, unless the listener takes too long for that. */
    @Override
    public void close() {
        if (loop.close(Duration.ofSeconds(1))) {
            long end = System.nanoTime() + REST_NANOS;
            for (Runnable event = waiting.poll(); event != null; event = waiting.poll()) {
                event.run();
                if (System.nanoTime() - end > 0) {
                    return;
                }
            }
        }
    }
}
