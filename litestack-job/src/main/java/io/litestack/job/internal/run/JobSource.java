package io.litestack.job.internal.run;

import io.litestack.job.internal.base.ReadySignal;
import io.litestack.job.internal.fetch.Fetcher;
import io.litestack.job.internal.fetch.IdleThreads;
import io.litestack.job.internal.fetch.QueueParts;
import io.litestack.job.internal.fetch.ReadyJobPoller;
import io.litestack.job.internal.fetch.StalePrefetch;
import io.litestack.job.internal.fetch.ThreadLoad;
import java.util.Comparator;
import java.util.List;

/**
 * What the threads of a pool have to do: the jobs of the queues that share them, the heaviest queue first. Thread-safe.
 *
 * <p>While jobs come one close after the other, one thread stays awake between them: to wake a sleeping one would cost the
 * caller of enqueue as much as half of the insert. When the last wait was long the next one is expected to be, and no thread
 * stays awake.
 */
public final class JobSource {
    /** So long a thread stays awake, if there is a processor besides the one that may bring it a job. */
    private static final long POLL_NANOS = Runtime.getRuntime().availableProcessors() > 1 ? 100_000 : 0;

    private final List<Fetcher> fetchers;
    private final ReadyJobPoller poller;
    private final ReadySignal ready;
    private final IdleThreads idle;
    private final ThreadLoad load;
    private final StalePrefetch stalePrefetch;
    private volatile long lastWaitNanos = Long.MAX_VALUE;
    private volatile boolean isEnding;

    public JobSource(QueueParts parts, List<Fetcher> fetchers, ReadyJobPoller poller) {
        this.fetchers = fetchers.stream()
                .filter(it -> !it.queue().config().spawn())
                .sorted(Comparator.comparingInt(it -> -it.queue().config().weight()))
                .toList();
        this.poller = poller;
        this.ready = parts.context().ready();
        this.idle = parts.idle();
        this.load = parts.load();
        this.stalePrefetch = parts.stalePrefetch();
    }

    List<Fetcher> fetchers() {
        return fetchers;
    }

    IdleThreads idle() {
        return idle;
    }

    ThreadLoad load() {
        return load;
    }

    void end() {
        isEnding = true;
    }

    boolean isEnding() {
        return isEnding;
    }

    /** Looks for ready jobs if there may be some; false if there may not. */
    boolean poll() {
        boolean mayBeReady = ready.isRaised();
        if (mayBeReady) {
            poller.pollHere();
        }
        return mayBeReady;
    }

    boolean hasWork() {
        return hasRunnable() || ready.isRaised();
    }

    private boolean hasRunnable() {
        for (Fetcher fetcher : fetchers) {
            if (fetcher.queue().hasRunnable()) {
                return true;
            }
        }
        return false;
    }

    private boolean hasFetchable() {
        for (Fetcher fetcher : fetchers) {
            if (fetcher.hasFetchable()) {
                return true;
            }
        }
        return false;
    }

    /** A thread is about to run a job: if there is more to do another thread is woken. */
    void wakeNext() {
        boolean isAnyRunnable = hasRunnable();
        if ((isAnyRunnable || hasFetchable()) && !idle.wakeOne() && isAnyRunnable) {
            stalePrefetch.watch();
        }
    }

    /** Waits awake, and lets all other threads go first; false if nothing came, or if another thread does so. */
    boolean pollAwake(long start) {
        return lastWaitNanos <= POLL_NANOS && pollUntil(start + POLL_NANOS);
    }

    @SuppressWarnings("ThreadPriorityCheck") // it does not matter which thread runs meanwhile, only that it may
    private boolean pollUntil(long end) {
        if (!idle.beginPolling()) {
            return false;
        }
        boolean isFound = hasWork();
        while (!isFound && !isEnding && System.nanoTime() - end < 0) {
            Thread.yield();
            isFound = hasWork();
        }
        idle.endPolling();
        return isFound;
    }

    void waited(long nanos) {
        lastWaitNanos = nanos;
    }
}
