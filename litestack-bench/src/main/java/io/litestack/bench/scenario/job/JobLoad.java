package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.NumberedJobs;
import io.litestack.bench.harness.Runs;
import io.litestack.bench.harness.Trial;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Keeps a queue at work, and measures. Some threads enqueue as fast as it goes, as long as no more than a bounded number of
 * jobs has been enqueued and not run; so there is always something to do, and never more and more of it. After a warm-up the
 * jobs are counted that are done, until there were enough of them or the window is over. In the end every job must have run
 * once, in the handlers as in the store.
 */
final class JobLoad {
    /** How many jobs a full run counts, if they are done within the window. */
    static final int MOST_COUNTED = 200_000;

    /** How many jobs may be enqueued and not run. */
    static final int IN_FLIGHT = 10_000;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = 100_000;
    private static final long TICK_NANOS = 1_000_000;

    private final Trial trial;
    private final NumberedJobs jobs;
    private final Runs runs;
    private final AtomicLong next;
    private volatile boolean isOver;

    /**
     * Prepares a load.
     *
     * @param trial how long, and where successes and failures are counted
     * @param jobs the queue
     * @param runs where its handlers tell what they run
     * @param next the number of the first job; those before it are enqueued already
     */
    JobLoad(Trial trial, NumberedJobs jobs, Runs runs, long next) {
        this.trial = trial;
        this.jobs = jobs;
        this.runs = runs;
        this.next = new AtomicLong(next);
    }

    /** Enqueues in a way for the time of the warm-up, before another way is measured. */
    void warmUp(EnqueueWay way, int inFlight) throws InterruptedException {
        List<CompletableFuture<Void>> feeders = startFeeding(way, 1, inFlight);
        TimeUnit.NANOSECONDS.sleep(trial.timing().warmup().toNanos());
        stop(feeders);
    }

    /** How many jobs are done a second, while some threads enqueue and so many jobs are in flight at most. */
    double perSecond(EnqueueWay way, int threads, int inFlight) throws InterruptedException {
        List<CompletableFuture<Void>> feeders = startFeeding(way, threads, inFlight);
        double rate = measure();
        stop(feeders);
        return rate;
    }

    private List<CompletableFuture<Void>> startFeeding(EnqueueWay way, int threads, int inFlight) {
        isOver = false;
        return IntStream.range(0, threads)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> feed(way, inFlight), task -> new Thread(task, "enqueue-" + i).start()))
                .toList();
    }

    private void stop(List<CompletableFuture<Void>> feeders) {
        isOver = true;
        feeders.forEach(CompletableFuture::join);
    }

    private void feed(EnqueueWay way, int inFlight) {
        while (!isOver) {
            if (next.get() - runs.count() + way.size() > inFlight) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                way.enqueue(jobs, next.getAndAdd(way.size()), trial.tally());
            }
        }
    }

    private double measure() throws InterruptedException {
        long before = runs.count();
        TimeUnit.NANOSECONDS.sleep(trial.timing().warmup().toNanos());
        awaitRuns(runs, before + 1);
        long most = Math.max(1, Math.round(MOST_COUNTED * trial.timing().scale()));
        long start = System.nanoTime();
        long first = jobs.done();
        long enough = runs.count() + most;
        long end = start + trial.timing().window().toNanos();
        while (runs.count() < enough && System.nanoTime() - end < 0) {
            TimeUnit.NANOSECONDS.sleep(TICK_NANOS);
        }
        long nanos = System.nanoTime() - start;
        return (jobs.done() - first) * 1e9 / nanos;
    }

    /** Waits until all jobs are done, and checks that each has run once. */
    void finish() throws Exception {
        awaitDecided();
        awaitRuns(runs, trial.tally().successes());
        awaitStored(jobs, runs.count());
        trial.checkRows(jobs.stored());
        runs.check(jobs.stored());
    }

    /** Waits until it is known of each job whether it is stored. */
    private void awaitDecided() throws InterruptedException {
        while (trial.tally().successes() + trial.tally().failures() < next.get()) {
            TimeUnit.NANOSECONDS.sleep(TICK_NANOS);
        }
    }

    /** Waits until the store says that so many jobs are done; not for long, as they have run. */
    static void awaitStored(NumberedJobs jobs, long count) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (jobs.stored() < count && System.nanoTime() - deadline < 0) {
            TimeUnit.NANOSECONDS.sleep(TICK_NANOS);
        }
    }

    /** Waits until so many jobs have run. */
    static void awaitRuns(Runs runs, long count) throws InterruptedException {
        long last = runs.count();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (runs.count() < count) {
            TimeUnit.NANOSECONDS.sleep(TICK_NANOS);
            if (runs.count() > last) {
                last = runs.count();
                deadline = System.nanoTime() + PATIENCE_NANOS;
            } else if (System.nanoTime() - deadline >= 0) {
                throw new IllegalStateException("no job has run for " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS)
                        + " s, and " + (count - last) + " of " + count + " have not");
            }
        }
    }
}
