package io.litestack.bench.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Puts a side under load, from as many threads as wanted, and measures.
 *
 * <h2>Two kinds of load</h2>
 *
 * <em>At full speed</em> every thread begins its next operation when the last one is done. That tells how much a side can
 * do. Of its latencies only the greatest means something, since a stalled thread asks nothing while it is stalled: a second
 * in which nothing moves is one slow operation among thousands of quick ones (this is known as coordinated omission).
 *
 * <p><em>Paced</em> load has a timetable. Every operation has an instant at which it is due, whatever became of the ones
 * before it, and its latency counts from that instant: what a stall delays is late by the whole of it. What
 * is still not begun long after the end of the timetable is given up and counts as failed.
 */
public final class Load {
    /** What is done again and again. It is called by several threads at a time. */
    @FunctionalInterface
    public interface Operation {
        /** Does it once. */
        void run() throws Exception;
    }

    /** What is done at an instant of the timetable. */
    @FunctionalInterface
    public interface PacedOperation {
        /**
         * Does it once.
         *
         * @param dueNanos when it was to begin, by {@link System#nanoTime()}
         */
        void run(long dueNanos) throws Exception;
    }

    /**
     * What the load found in its window.
     *
     * @param perSecond operations that succeeded
     * @param latencies how long operations took, in nanoseconds; failed ones too
     */
    public record Figures(double perSecond, Histogram latencies) {
        /** A percentile of the latencies in milliseconds. */
        public double millis(double percentile) {
            return latencies.getValueAtPercentile(percentile) / 1e6;
        }

        /** The greatest latency in milliseconds. */
        public double worstMillis() {
            return latencies.getMaxValue() / 1e6;
        }
    }

    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long LEAST_GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** A single pacing thread spins this long before each operation, lest its own waking up be measured. */
    private static final long SPIN_NANOS = 200_000;

    private final Timing timing;
    private final Tally tally;

    public Load(Timing timing, Tally tally) {
        this.timing = timing;
        this.tally = tally;
    }

    /** An empty histogram for nanoseconds. */
    public static Histogram histogram() {
        return new Histogram(LONGEST_NANOS, 3);
    }

    /** Does an operation as often as it goes. */
    public Figures atFullSpeed(int threads, Operation operation) {
        long start = System.nanoTime() + timing.warmup().toNanos();
        long end = start + timing.window().toNanos();
        LongAdder finished = new LongAdder();
        Histogram all = onThreads(threads, (thread, latencies) -> {
            long begin = System.nanoTime();
            while (begin - end < 0) {
                boolean isDone = tally.attempt(operation);
                long now = System.nanoTime();
                if (begin - start >= 0) {
                    record(latencies, now - begin);
                }
                if (isDone && now - start >= 0 && now - end < 0) {
                    finished.increment();
                }
                begin = now;
            }
        });
        return new Figures(finished.sum() / timing.seconds(), all);
    }

    /** Does an operation so many times a second. */
    public Figures paced(int threads, double perSecond, Operation operation) {
        return paced(threads, perSecond, due -> operation.run());
    }

    /** Does an operation so many times a second, telling it when it was due. */
    public Figures paced(int threads, double perSecond, PacedOperation operation) {
        long first = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
        long start = first + timing.warmup().toNanos();
        long end = start + timing.window().toNanos();
        long giveUp = end + Math.max(LEAST_GRACE_NANOS, timing.window().toNanos());
        double period = 1e9 / perSecond;
        LongAdder finished = new LongAdder();
        Histogram all = onThreads(threads, (thread, latencies) -> {
            for (long i = thread; i * period < end - first; i += threads) {
                long due = first + (long) (i * period);
                if (System.nanoTime() - giveUp >= 0) {
                    tally.failed(new IllegalStateException("too slow for " + perSecond + " a second"));
                    continue;
                }
                awaitInstant(due, threads == 1 ? SPIN_NANOS : 0);
                boolean isDone = tally.attempt(() -> operation.run(due));
                if (due - start >= 0) {
                    record(latencies, System.nanoTime() - due);
                    finished.add(isDone ? 1 : 0);
                }
            }
        });
        return new Figures(finished.sum() / timing.seconds(), all);
    }

    /**
     * Begins operations from one thread without waiting for their completion, as fast as they are taken, and returns how
     * many were completed a second.
     */
    public double pipelined(Supplier<? extends CompletableFuture<?>> operation) throws InterruptedException {
        Pipeline pipeline = new Pipeline(operation);
        pipeline.beginFor(timing.warmup());
        long before = pipeline.completed.sum();
        long start = System.nanoTime();
        pipeline.beginFor(timing.window());
        double rate = (pipeline.completed.sum() - before) * 1e9 / (System.nanoTime() - start);
        pipeline.awaitAll();
        return rate;
    }

    /** The same for so many operations, without a warm-up. */
    public double burst(long count, Supplier<? extends CompletableFuture<?>> operation) throws InterruptedException {
        Pipeline pipeline = new Pipeline(operation);
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            pipeline.begin();
        }
        pipeline.awaitAll();
        return count * 1e9 / (System.nanoTime() - start);
    }

    /** Operations that one thread begins and others complete. */
    private final class Pipeline {
        private final Supplier<? extends CompletableFuture<?>> operation;
        private final LongAdder completed = new LongAdder();
        private long begun;

        Pipeline(Supplier<? extends CompletableFuture<?>> operation) {
            this.operation = operation;
        }

        void beginFor(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - end < 0) {
                begin();
            }
        }

        @SuppressWarnings("FutureReturnValueIgnored") // it is told how each of them ended
        void begin() {
            begun++;
            try {
                operation.get().whenComplete((value, failure) -> end(failure));
            } catch (RuntimeException e) {
                end(e);
            }
        }

        private void end(@Nullable Throwable failure) {
            if (failure == null) {
                tally.done();
            } else {
                tally.failed(failure);
            }
            completed.increment();
        }

        void awaitAll() throws InterruptedException {
            while (completed.sum() < begun) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    /** What one thread does during the whole load. */
    @FunctionalInterface
    private interface Work {
        void run(int thread, Histogram latencies);
    }

    private static Histogram onThreads(int threads, Work work) {
        Histogram all = histogram();
        Phaser together = new Phaser(threads);
        List<CompletableFuture<Histogram>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            running.add(CompletableFuture.supplyAsync(
                    () -> {
                        Histogram latencies = histogram();
                        together.arriveAndAwaitAdvance();
                        work.run(thread, latencies);
                        return latencies;
                    },
                    task -> new Thread(task, "load-" + thread).start()));
        }
        running.forEach(it -> all.add(it.join()));
        return all;
    }

    private static void record(Histogram latencies, long nanos) {
        latencies.recordValue(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
    }

    private static void awaitInstant(long instant, long spinNanos) {
        long left = instant - System.nanoTime();
        while (left > spinNanos) {
            LockSupport.parkNanos(left - spinNanos);
            left = instant - System.nanoTime();
        }
        while (left > 0) {
            Thread.onSpinWait();
            left = instant - System.nanoTime();
        }
    }
}
