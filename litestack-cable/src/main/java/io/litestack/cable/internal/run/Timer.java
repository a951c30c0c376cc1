package io.litestack.cable.internal.run;

import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.StoreInternals;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** Runs short tasks once a while has passed, on a thread that starts with the first of them. Thread-safe. */
public final class Timer implements AutoCloseable {
    private record Task(long at, Runnable action) {}

    private final LongSupplier ticks;
    private final LoopWorker loop;
    private final PriorityQueue<Task> tasks;

    public Timer(StoreInternals internals, LongSupplier ticks) {
        this.ticks = ticks;
        long origin = ticks.getAsLong();
        this.tasks = new PriorityQueue<>(Comparator.comparingLong((Task it) -> it.at - origin));
        this.loop = internals.loop("cable-timer", this::run);
    }

    /** Runs an action soon after a span; it must be quick and must not throw. */
    public void schedule(long delayNanos, Runnable action) {
        synchronized (tasks) {
            tasks.add(new Task(ticks.getAsLong() + delayNanos, action));
        }
        loop.start();
        loop.wake();
    }

    private long run() {
        while (true) {
            Task next;
            synchronized (tasks) {
                next = tasks.peek();
                long left = next == null ? LoopWorker.Step.UNTIL_WOKEN : next.at - ticks.getAsLong();
                if (left > 0) {
                    return left;
                }
                tasks.remove();
            }
            if (next != null) {
                next.action.run();
            }
        }
    }

    /** Runs what is left at once. */
    @Override
    public void close() {
        loop.close();
        while (true) {
            Task next;
            synchronized (tasks) {
                next = tasks.poll();
            }
            if (next == null) {
                return;
            }
            next.action.run();
        }
    }
}
