package io.litestack.cable.internal.run;

import io.litestack.core.spi.LoopWorker;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;

/**
 * A pool of platform threads that are as many as the processors while tasks are quick: more of them would only take turns. While
 * none of them gets on, since their tasks wait for something, their number is doubled every two milliseconds up to a limit, so
 * that a few slow tasks hold up nobody else. When nothing has stalled for ten seconds they are few again.
 */
final class ElasticPool implements HandlerExecutor {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long CALM_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CALM_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long STARVED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So much of the time since the last look counts at most: who was stopped with all others knows nothing of them. */
    private static final long MOST_COUNTED_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long REPORT_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Hears that no task has ended for a while, and that there may be no more threads. */
    @FunctionalInterface
    interface StarvationListener {
        void onStarvation(int threads, int waiting, long waitNanos);
    }

    private final int few;
    private final int most;
    private final ThreadPoolExecutor pool;
    private final StarvationListener starvation;
    private final LoopWorker monitor;
    private final AtomicInteger busy = new AtomicInteger();
    private final LongAdder ended = new LongAdder();

    /** Whether the monitor looks every two milliseconds, so that it need not be woken. */
    private volatile boolean isWatched;

    // The monitor's alone.
    private long endedBefore;
    private boolean isStalled;
    private long stalledNanos;
    private long lookedAt;
    private long calmSince;
    private long reportedAt;
    private boolean wasReported;

    /**
     * Starts without threads.
     *
     * @param most how many threads there may be
     * @param name of the threads, to which a number is added
     * @param loops makes a loop of a name
     */
    ElasticPool(
            int most,
            String name,
            ThreadFactory factory,
            StarvationListener starvation,
            BiFunction<String, LoopWorker.Step, LoopWorker> loops) {
        this.most = most;
        this.few = Math.min(most, Math.max(2, Runtime.getRuntime().availableProcessors()));
        this.starvation = starvation;
        AtomicInteger number = new AtomicInteger();
        this.pool = new ThreadPoolExecutor(few, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), worker -> {
            Thread thread = factory.newThread(worker);
            thread.setName(name + '-' + number.incrementAndGet());
            return thread;
        });
        // the first few stay: one that has nothing to do could end, if they might, at the moment a task is left to it
        // what comes after the close
        pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        this.monitor = loops.apply("cable-threads", this::look);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(() -> run(task));
        watchIfNeeded();
    }

    private void run(Runnable task) {
        busy.incrementAndGet();
        watchIfNeeded();
        try {
            task.run();
        } finally {
            busy.decrementAndGet();
            ended.increment();
        }
    }

    /** Who adds a task looks whether many are busy, and who becomes busy looks whether tasks wait: one of them sees it. */
    private void watchIfNeeded() {
        if (!isWatched && busy.get() >= few && !pool.getQueue().isEmpty()) {
            monitor.start();
            monitor.wake();
        }
    }

    /** The monitor's step. */
    private long look() {
        isWatched = true;
        long now = System.nanoTime();
        int waiting = pool.getQueue().size();
        long endedNow = ended.sum();
        boolean hasStalled = waiting > 0 && endedNow == endedBefore;
        endedBefore = endedNow;
        if (hasStalled) {
            stalledNanos = isStalled ? stalledNanos + Math.min(MOST_COUNTED_NANOS, now - lookedAt) : 0;
            calmSince = now;
            grow(waiting, now);
        }
        isStalled = hasStalled;
        lookedAt = now;
        return waiting > 0 ? LOOK_NANOS : rest(now);
    }

    private void grow(int waiting, long now) {
        if (pool.prestartCoreThread()) {
            // who added a task had read the size before it grew, so that no thread was started for it
            return;
        }
        int size = pool.getCorePoolSize();
        if (size < most) {
            pool.setCorePoolSize(Math.min(most, size * 2));
        } else if (stalledNanos > STARVED_NANOS && (!wasReported || now - reportedAt > REPORT_INTERVAL_NANOS)) {
            wasReported = true;
            reportedAt = now;
            starvation.onStarvation(most, waiting, stalledNanos);
        }
    }

    private long rest(long now) {
        boolean isLarge = pool.getCorePoolSize() > few;
        if (isLarge && now - calmSince > CALM_AFTER_NANOS) {
            pool.setCorePoolSize(few);
            isLarge = false;
        }
        isWatched = false;
        if (!pool.getQueue().isEmpty()) {
            return 0;
        }
        return isLarge ? CALM_LOOK_NANOS : LoopWorker.Step.UNTIL_WOKEN;
    }

    @Override
    public boolean close(Duration timeout) {
        pool.shutdown();
        monitor.close();
        boolean interrupted = false;
        try {
            return pool.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return pool.isTerminated();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
