package io.litestack.cache.internal.load;

import io.litestack.cache.LoadOptions;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loads values anew in the background, while those that there are still serve. If a loader fails its key is left alone for a second. Its
 * threads, a few, start with the first refresh and end when there is nothing to do. Thread-safe.
 */
public final class Refresher implements AutoCloseable {
    private static final int MOST_THREADS = 4;
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_FAILED = 10_000;
    private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoadParts parts;
    private final CacheContext context;
    private final LoadRunner runner;
    private final ThreadPoolExecutor executor;
    private final Map<Key, Boolean> queued = new ConcurrentHashMap<>();
    private final Map<Key, Long> failedAt = new ConcurrentHashMap<>();

    public Refresher(LoadParts parts, Loading loading, String threadName) {
        this.parts = parts;
        this.context = parts.context();
        this.runner = loading.runner();
        AtomicInteger count = new AtomicInteger();
        this.executor = new ThreadPoolExecutor(
                MOST_THREADS, MOST_THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = context.store().config().threads().newThread(work);
                    thread.setName(threadName + '-' + count.incrementAndGet());
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Whether a value that still counts is to be loaded anew. */
    public boolean isDue(Entry entry, LoadOptions options) {
        long left = entry.expiresAtMs() - context.clock().millis();
        if (options.refreshAhead() > 0 && entry.ttlMs() - left >= options.refreshAhead() * entry.ttlMs()) {
            return true;
        }
        if (options.earlyRefresh() <= 0) {
            return false;
        }
        double chance = -Math.log(ThreadLocalRandom.current().nextDouble());
        return entry.loadMicros() / 1_000.0 * options.earlyRefresh() * chance >= left;
    }

    /** Has a value loaded anew, unless that is under way. */
    public <V> void refresh(LoadRequest<V> request, long version) {
        Key key = request.key();
        Long failed = failedAt.get(key);
        boolean isTooSoon = failed != null && context.clock().ticks() - failed < AFTER_FAILURE_NANOS;
        if (isTooSoon || queued.putIfAbsent(key, true) != null) {
            return;
        }
        try {
            executor.execute(() -> run(request, version));
        } catch (RejectedExecutionException e) {
            // too many wait; the next read asks again
            queued.remove(key);
        }
    }

    private <V> void run(LoadRequest<V> request, long version) {
        Key key = request.key();
        try {
            // who has asked may have read what was replaced since
            Entry now = parts.reader().findUncounted(key);
            Flight mine = runner.flight(request);
            if ((now == null || now.version() == version) && parts.flights().begin(mine) == null) {
                load(mine, request);
            }
            failedAt.remove(key);
        } catch (Throwable e) {
            if (failedAt.size() < MOST_FAILED) {
                failedAt.put(key, context.clock().ticks());
            }
            context.listener().onRefreshFailure(key.text(), e);
        } finally {
            queued.remove(key);
        }
    }

    private <V> void load(Flight flight, LoadRequest<V> request) {
        try {
            runner.begun(flight);
            flight.value().complete(runner.runAndKeep(flight, request));
        } catch (Throwable e) {
            flight.value().completeExceptionally(e);
            throw e;
        } finally {
            parts.flights().end(flight);
        }
    }

    /** Begins no other; one that runs may end. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
