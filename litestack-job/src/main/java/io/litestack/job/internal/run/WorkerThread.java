package io.litestack.job.internal.run;

import io.litestack.core.spi.SupervisedThread;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.fetch.Fetcher;
import io.litestack.job.internal.fetch.ThreadLoad;
import io.litestack.job.internal.lease.CompletionQueue;
import io.litestack.job.internal.lease.Lease;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * One thread of the pool. It goes round the queues: in a round it takes at most as many jobs of a queue as the queue's
 * weight, the heaviest first. If it finds nothing it sleeps; whoever brings a job wakes one thread, and a thread that finds
 * more than its own job wakes the next. A thread that is woken because jobs may be ready claims them itself.
 *
 * <p>The completion of a quick job is not written at once: if the next job comes within a tenth of a millisecond the completion
 * goes along in the transaction that stores that one, and costs next to nothing.
 */
final class WorkerThread implements Runnable {
    /** So long a thread waits for the next job before it has the completion of the last one written by itself. */
    private static final long LAZY_NANOS = 100_000;

    private final List<Fetcher> fetchers;
    private final int[] credits;
    private final JobSource source;
    private final CompletionQueue completions;
    private final AttemptRunner runner;
    private final ThreadLoad.ThreadUse use = new ThreadLoad.ThreadUse();
    private final SupervisedThread thread;
    private final String name;
    private int priority;
    private @Nullable ClassLoader classLoader;

    /** The queue of the lease that was taken last. */
    private int at;

    WorkerThread(String name, RunnerParts parts, OutcomeRecorder outcomes, JobSource source) {
        this.fetchers = source.fetchers();
        this.credits = new int[fetchers.size()];
        this.source = source;
        this.completions = parts.completions();
        this.runner = new AttemptRunner(parts, outcomes);
        this.name = name;
        QueueResources resources = parts.context().resources();
        this.thread = new SupervisedThread(
                name,
                resources.store().config().threads(),
                this,
                (thread, cause, pauseNanos) -> resources.listener().onInternalFailure("thread " + thread, cause));
        source.load().add(use);
    }

    void start() {
        thread.start();
    }

    /** The source ends: so does the thread, once it has nothing to run. */
    void end() {
        runner.close();
        thread.unpark();
        // one that could not be started is not wanted any more
        thread.join(0);
    }

    @Override
    public void run() {
        priority = Thread.currentThread().getPriority();
        classLoader = Thread.currentThread().getContextClassLoader();
        while (!source.isEnding()) {
            Lease lease = next();
            if (lease != null) {
                run(lease);
            } else if (!source.poll()) {
                await();
            }
        }
    }

    private void run(Lease lease) {
        Fetcher fetcher = fetchers.get(at);
        long took = 0;
        use.begin(fetcher.queue().slots(), lease);
        try {
            source.wakeNext();
            took = runner.run(lease);
        } finally {
            restoreThread();
            if (use.end()) {
                source.load().countedThreadEnded();
            }
            fetcher.ended(took);
        }
    }

    /** What a handler has done to its thread must not meet the next job. */
    @SuppressWarnings("ThreadPriorityCheck") // it is set back
    private void restoreThread() {
        Thread current = Thread.currentThread();
        if (!current.getName().equals(name)) {
            current.setName(name);
        }
        if (current.getPriority() != priority) {
            current.setPriority(priority);
        }
        if (current.getContextClassLoader() != classLoader) {
            current.setContextClassLoader(classLoader);
        }
        MDC.clear();
    }

    // The next job.

    private @Nullable Lease next() {
        Lease lease = nextOfRound();
        if (lease == null) {
            for (int i = 0; i < credits.length; i++) {
                credits[i] = fetchers.get(i).queue().config().weight();
            }
            lease = nextOfRound();
        }
        return lease;
    }

    /** Of each queue one in memory, or else one in the table: so each queue gets its turn, however long its jobs take. */
    private @Nullable Lease nextOfRound() {
        for (at = 0; at < credits.length; at++) {
            if (credits[at] > 0) {
                Lease lease = fetchers.get(at).next();
                if (lease != null) {
                    credits[at]--;
                    return lease;
                }
            }
        }
        return null;
    }

    // Waiting.

    private void await() {
        long start = System.nanoTime();
        if (!source.pollAwake(start)) {
            sleep();
        }
        source.waited(System.nanoTime() - start);
    }

    private void sleep() {
        source.idle().add(thread);
        boolean hasLazyCompletions = completions.isWaiting();
        if (!source.isEnding() && !source.hasWork()) {
            if (hasLazyCompletions) {
                LockSupport.parkNanos(source, LAZY_NANOS);
            } else {
                LockSupport.park(source);
            }
        }
        boolean wasNotWoken = source.idle().remove(thread);
        if (hasLazyCompletions && wasNotWoken) {
            completions.flush();
        }
        Thread.interrupted();
    }
}
